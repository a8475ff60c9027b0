"""The clearing houses' process."""

import signal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bankcore.counterparties.clearing_house.program import Options, Program
from bankcore.settings import env


class Command(BaseCommand):
    help = (
        "Play SEPA's clearing house and an ACH operator until stopped by SIGTERM or Ctrl-C."
        " Example: manage.py run_clearing_house --folder .data/exchange"
    )
    # Nothing of the bank is used, so nothing of it is checked.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, help="exchange of files: <network>/in and /out")
        parser.add_argument("--database", type=Path, help="the houses' own file of SQLite")
        parser.add_argument("--control-port", type=int, default=8685)
        parser.add_argument("--instant-port", type=int, default=8686)
        parser.add_argument(
            "--instant-seconds",
            type=float,
            default=10.0,
            help="within which instant payments are answered",
        )
        parser.add_argument(
            "--watch", type=float, default=1.0, help="look for files every so many seconds"
        )
        parser.add_argument(
            "--state-at-once",
            action="store_true",
            help="end the day by itself whenever something has settled",
        )

    def handle(self, *_args: Any, **given: Any) -> None:
        environment = env.read()
        folder = given["folder"] or environment.exchange_folder
        program = Program(
            Options(
                folder=folder,
                database=given["database"] or folder.parent / "clearing-house.sqlite3",
                control_port=given["control_port"],
                watch_seconds=given["watch"],
                state_at_once=given["state_at_once"],
                instant_port=given["instant_port"],
                instant_seconds=given["instant_seconds"],
                instant_key=environment.instant_key,
                say=self._say,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, program.stop)
        program.run()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
