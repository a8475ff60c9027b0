"""The archive's process."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser

from bankcore import clock
from bankcore.backups import public as backups


class Command(BaseCommand):
    help = (
        "Keep every change of the database in the folder of backups as it is written, until stopped"
        " by SIGTERM or Ctrl-C. --anew begins again where the archive is lost, --end gives it up"
        " for good. Example: manage.py run_archive --synchronous"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--synchronous",
            action="store_true",
            help="answer a commit only when it is in the archive too; commits wait while nobody"
            " archives",
        )
        turn = parser.add_mutually_exclusive_group()
        turn.add_argument(
            "--anew",
            action="store_true",
            help="put what was archived aside, archive from now on, and take a new copy",
        )
        turn.add_argument(
            "--end",
            action="store_true",
            help="give the archive up, and do nothing else: no log is kept for it any more",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["end"] and options["synchronous"]:
            message = "--end gives the archive up: leave --synchronous out."
            raise CommandError(message)
        try:
            if options["end"]:
                self._end()
            else:
                self._archive(is_anew=options["anew"], is_synchronous=options["synchronous"])
        except (
            backups.ArchiveRunning,
            backups.BackupFailed,
            backups.NotArchiving,
            backups.ProgramMissing,
            backups.ServerAway,
        ) as error:
            raise CommandError(str(error)) from error

    def _end(self) -> None:
        if backups.end_archive(settings.ENVIRONMENT):
            self._say("The archive is given up; what was archived is still there.")
        else:
            self._say("There was no archive.")

    def _archive(self, *, is_anew: bool, is_synchronous: bool) -> None:
        if is_anew:
            aside = backups.begin_anew(settings.ENVIRONMENT, now=clock.now())
            if aside is not None:
                self._say(f"What was archived until now is in {aside}.")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        backups.archive(
            settings.ENVIRONMENT,
            is_synchronous=is_synchronous,
            is_stopped=stopped.wait,
            say=self._say,
            copy=self._copy if is_anew else lambda: None,
        )

    def _copy(self) -> None:
        made = backups.take(settings.ENVIRONMENT, now=clock.now())
        self._say(f"{made.folder} is whole.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
