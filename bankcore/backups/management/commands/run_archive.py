"""The archive's process."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore.backups import public as backups


class Command(BaseCommand):
    help = (
        "Keep every change of the database in the folder of backups as it is written, until stopped"
        " by SIGTERM or Ctrl-C. Example: manage.py run_archive --synchronous"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--synchronous",
            action="store_true",
            help="answer a commit only when it is in the archive too; commits wait while nobody"
            " archives",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        try:
            backups.archive(
                settings.ENVIRONMENT,
                is_synchronous=options["synchronous"],
                is_stopped=stopped.wait,
                say=self._say,
            )
        except (backups.NotArchiving, backups.ProgramMissing) as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
