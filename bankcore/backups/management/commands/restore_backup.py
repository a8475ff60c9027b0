"""A database anew, from its backups."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore.backups import public as backups
from bankcore.runtime import postgres
from bankcore.settings import env


class Command(BaseCommand):
    help = (
        "Make the embedded database of an empty data folder anew from the folder of backups, to the"
        " last commit that was archived or to a moment. Example: manage.py restore_backup"
        " /srv/bank-2 --until 2026-11-26T09:30:00+00:00"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the new data folder (BANKCORE_DATA)")
        parser.add_argument(
            "--until", type=_moment, help="leave out what was committed after it, with its offset"
        )
        parser.add_argument(
            "--seconds", type=float, default=3600.0, help="how long it may take (default 3600)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        target = env.read({"BANKCORE_DATA": str(options["folder"].resolve())})
        target = replace(target, backup_folder=settings.ENVIRONMENT.backup_folder)
        try:
            found = backups.restore(
                target, until=options["until"], seconds=options["seconds"], say=self.stdout.write
            )
        except (backups.NothingToRestore, backups.TargetInUse) as error:
            raise CommandError(str(error)) from error
        except postgres.PostgresFailed as error:
            postgres.stop(target)
            raise CommandError(str(error)) from error
        postgres.stop(target)
        last = "none" if found.last_commit is None else f"{found.last_commit:%F %T.%f} UTC"
        self.stdout.write(
            f"Restored from {found.backup.folder.name}; the last commit played: {last}.\n"
            "Put the keys into its folder secrets, then with BANKCORE_DATA set to it: manage.py"
            " verify_ledger, manage.py verify_seal, manage.py run_bank."
        )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        message = "the moment needs its offset, such as +00:00"
        raise ValueError(message)
    return found
