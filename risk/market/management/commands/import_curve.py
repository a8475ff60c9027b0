"""Taking in a file of par yields."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from risk.market import public as market

_ACTOR = Actor.system("import-curve")


class Command(BaseCommand):
    help = (
        "Add the par yields of a file as the United States Treasury publishes it (CSV, gzip"
        " or xz). Run again, it adds only what is missing; a malformed file is refused whole,"
        " naming the line. Example:"
        " manage.py import_curve /data/ust.csv.xz --currency USD --source UST"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--currency", required=True)
        parser.add_argument("--source", required=True, help="two to eight capital letters")

    def handle(self, *_args: Any, file: Path, currency: str, source: str, **_options: Any) -> None:
        try:
            count, added = market.load_curve(
                data=file.read_bytes(),
                currency=currency,
                source=source,
                actor=_ACTOR,
                now=clock.now(),
            )
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
            raise CommandError(message) from None
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from None
        self.stdout.write(f"yields in the file {count:,}, added {added:,}")
