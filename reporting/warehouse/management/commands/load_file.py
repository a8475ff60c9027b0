"""Taking a file of a system outside the bank."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.warehouse import public as warehouse


class Command(BaseCommand):
    help = (
        "Take a file of a system outside the bank into the warehouse: its right rows at once, wrong"
        " ones into quarantine. Example: manage.py load_file outside bookings.csv"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help=", ".join(each.name for each in warehouse.SOURCES))
        parser.add_argument("file", type=Path, help="CSV, as it came: plain, gzip or xz")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            received = warehouse.receive(
                source=options["source"],
                path=options["file"],
                day=ledger.business_date(),
                actor=Actor.system("load-file"),
                now=clock.now(),
            )
        except BankError as error:
            message = f"{error} {error.cure}"
            raise CommandError(message) from error
        self.stdout.write(
            f"Load {received.number}: {received.rows:,} rows in {received.dataset};"
            f" {received.put_aside:,} in quarantine."
        )
