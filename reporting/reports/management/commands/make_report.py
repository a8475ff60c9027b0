"""Making a report by hand, and writing its files."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bankcore import clock
from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.reports import public as reports

_ACTOR = Actor.system("make-report")


class Command(BaseCommand):
    help = (
        "Make a report of the catalogue, keep it, and write its files into a folder. One that two"
        " people release is written as a draft until they have. Example:"
        " manage.py make_report balance_sheet --day 2026-03-31 --out /tmp/reports"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=f"one of: {', '.join(sorted(reports.CATALOGUE))}")
        parser.add_argument("--day", type=date.fromisoformat, help="the last closed day otherwise")
        parser.add_argument(
            "--known", type=datetime.fromisoformat, help="as known then, UTC; now otherwise"
        )
        parser.add_argument(
            "--choose", action="append", default=[], metavar="NAME=VALUE", help="a parameter"
        )
        parser.add_argument("--out", type=Path, help="a folder for the files")

    def handle(self, *_args: Any, **options: Any) -> None:
        day = options["day"] or ledger.last_closed_day()
        if day is None:
            message = "No business day is closed yet."
            raise CommandError(message)
        known = options["known"]
        order = reports.Order(
            report=options["name"],
            day=day,
            known=known.replace(tzinfo=UTC) if known and known.tzinfo is None else known,
            given=dict(each.partition("=")[::2] for each in options["choose"]),
            key=f"command:{uuid4()}",
        )
        try:
            made = reports.produce(order=order, actor=_ACTOR, now=clock.now())
        except BankError as error:
            message = f"{error} {error.cure}"
            raise CommandError(message) from error
        ties = "ties to the ledger" if made.ties else "DOES NOT TIE to the ledger"
        self.stdout.write(f"Run {made.run_id}: {made.title} of {made.day} {ties}.")
        if options["out"]:
            self._write(made, options["out"])

    def _write(self, made: reports.RunView, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if made.goes_out:
            kinds = [each.kind for each in made.files if each.kind != "DOCUMENT"]
            files = [reports.file(run_id=made.run_id, kind=kind, actor=_ACTOR) for kind in kinds]
        else:
            files = [reports.draft(run_id=made.run_id, actor=_ACTOR)]
            self.stdout.write("It goes out once two people have released it: this is a draft.")
        for each in files:
            path = folder / each.name
            path.write_bytes(each.content)
            self.stdout.write(str(path))
