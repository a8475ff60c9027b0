"""A whole copy of the database."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.backups import public as backups


class Command(BaseCommand):
    help = (
        "Copy the whole database into the folder of backups while the bank works, and check the"
        " copy. Example: manage.py back_up --keep 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--keep", type=int, help="remove all but so many backups, and what only they need"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        keep = options["keep"]
        if keep is not None and keep < 1:
            message = "--keep must be 1 or more: the newest backup always stays."
            raise CommandError(message)
        try:
            made = backups.take(settings.ENVIRONMENT, now=clock.now())
            self.stdout.write(f"{made.folder} is whole.")
            if keep is not None:
                removed = backups.remove_older(settings.ENVIRONMENT, keep=keep)
                self.stdout.write(f"{removed} older removed.")
        except (backups.BackupFailed, backups.ProgramMissing) as error:
            raise CommandError(str(error)) from error
