"""Importing the Berka set."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from bankcore import clock
from bankcore.demo.berka import comparing, importing, records
from bankcore.demo.berka.comparing import Compared, Verdict
from bankcore.errors import BankError

_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Post the PKDD'99 Berka data set through the ledger and compare every account's balance"
        " after every day with the set's own. Run again, it posts only what is missing. Exits 1 if"
        " an account differs. Example: manage.py import_berka /data/berka"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, help="the folder of the set's files")

    def handle(self, *_args: Any, directory: Path, **_options: Any) -> None:
        console = Console()
        try:
            berka = records.read(directory)
            posted, replayed = _import(berka, console)
        except BankError as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from None
        self.stdout.write(f"posted {posted:,}, in the books before {replayed:,}")
        compared = list(comparing.compare_all(berka))
        console.print(_table(compared))
        count = Counter(each.verdict for each in compared)
        self.stdout.write(
            f"accounts: {count[Verdict.MATCHED]} matched,"
            f" {count[Verdict.ROUNDING]} explained by rounding,"
            f" {count[Verdict.DIFFERING]} differing"
        )
        if count[Verdict.DIFFERING]:
            raise SystemExit(1)


def _import(berka: records.Berka, console: Console) -> tuple[int, int]:
    columns = (TextColumn("posting"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("posting", total=len(berka.rows))
        return importing.import_all(
            berka, now=clock.now(), progress=lambda count: bar.advance(task, count)
        )


def _table(compared: list[Compared]) -> Table:
    """Return a line a verdict, and the first accounts that differ."""
    table = Table("verdict", "accounts", "days compared", "largest difference, CZK")
    for verdict in Verdict:
        some = [each for each in compared if each.verdict is verdict]
        largest = max((each.largest for each in some), default=0)
        days = sum(each.days for each in some)
        table.add_row(verdict, f"{len(some):,}", f"{days:,}", f"{largest / 100:.2f}")
    differing = [each for each in compared if each.verdict is Verdict.DIFFERING]
    for each in differing[:_SHOWN]:
        table.add_row(
            f"account {each.account_id}",
            "",
            f"from {each.first_differing}",
            f"{each.largest / 100:.2f}",
        )
    return table
