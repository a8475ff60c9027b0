"""Taking in the European Central Bank's reference rates."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from payments import public as payments

_ACTOR = Actor.system("import-ecb-rates")


class Command(BaseCommand):
    help = (
        "Add the ECB's euro reference rates from eurofxref-hist.zip or its CSV. Run again, it adds"
        " only what is missing; a malformed file is refused whole, naming the line."
        " Example: manage.py import_ecb_rates /data/eurofxref-hist.zip"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the zip, or the CSV that is in it")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            count, added = payments.import_ecb_rates(
                data=file.read_bytes(), actor=_ACTOR, now=clock.now()
            )
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
            raise CommandError(message) from None
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from None
        self.stdout.write(f"rates in the file {count:,}, added {added:,}")
