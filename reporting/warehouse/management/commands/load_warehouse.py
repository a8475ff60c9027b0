"""Loading the warehouse by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.warehouse import public as warehouse


class Command(BaseCommand):
    help = (
        "Bring the data warehouse up to what is final in the bank's database, and try its checks."
        " Example: manage.py load_warehouse"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            loaded = warehouse.load(
                day=ledger.business_date(),
                actor=Actor.system("load-warehouse"),
                now=clock.now(),
                told=lambda what: self.stderr.write(f"reading {what}"),
            )
        except BankError as error:
            message = f"{error} {error.cure}"
            raise CommandError(message) from error
        for dataset, rows in sorted(loaded.rows.items()):
            self.stdout.write(f"{dataset}: {rows:,} rows")
        self.stdout.write(f"Load {loaded.number} is done; {loaded.faults} checks do not hold.")
