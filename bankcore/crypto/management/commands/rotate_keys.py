"""New keys for what is encrypted."""

from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

from bankcore.crypto.key_service import KeyServiceFailed
from bankcore.crypto.services import rotation


class Command(BaseCommand):
    help = (
        "Give the bank new keys, while it goes on. Without an option: move what is left under old"
        " keys and destroy those. Examples: manage.py rotate_keys --master;"
        " manage.py rotate_keys --purpose accounts.contact.value; manage.py rotate_keys --all"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--master", action="store_true", help="a new master key, in seconds")
        parser.add_argument("--rewrap", action="store_true", help="wrap under the current master")
        parser.add_argument("--purpose", action="append", default=[], help="a new data key for it")
        parser.add_argument("--all", action="store_true", help="new data keys for every purpose")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["master"] or options["rewrap"]:
                done = rotation.rotate_master(add=options["master"])
                self.stdout.write(f"{done.rewrapped} data keys are wrapped under the master key.")
                return
            self._data_keys(options)
        except KeyServiceFailed as failure:
            raise CommandError(str(failure)) from failure

    def _data_keys(self, options: dict[str, Any]) -> None:
        known = rotation.purposes()
        unknown = sorted({*options["purpose"]} - {*known})
        if unknown:
            message = f"There is no purpose {', '.join(unknown)}. There are: {', '.join(known)}"
            raise CommandError(message)
        chosen = options["purpose"] or known
        if options["purpose"] or options["all"]:
            for purpose in chosen:
                rotation.renew(purpose)
        with Progress(console=Console(file=self.stdout)) as bars:  # type: ignore[arg-type]
            for purpose in chosen:
                stale = rotation.stale(purpose)
                bar = bars.add_task(purpose, total=stale or 1, completed=0 if stale else 1)
                rotation.move(purpose, tell=lambda _, moved, bar=bar: bars.advance(bar, moved))  # type: ignore[misc]
        for purpose in chosen:
            for name in rotation.destroy_retired(purpose):
                self.stdout.write(f"Destroyed: {name}")
        left = sum(rotation.stale(purpose) for purpose in chosen)
        if left:
            message = f"{left} rows are still under older keys: run rotate_keys once more."
            raise CommandError(message)
        self.stdout.write("Every row is under the current keys.")
