"""Measure the bank."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from bankcore import clock
from bankcore.benchmark import (
    api,
    books,
    day_end,
    events,
    gateway_report,
    lists,
    plan,
    scratch,
    stages,
    warehouse,
)
from bankcore.benchmark.large import measure as large
from bankcore.benchmark.large import size
from bankcore.benchmark.report import Report, aims_table, day_end_aims, day_end_table
from bankcore.benchmark.run import Run
from bankcore.benchmark.warehouse_found import WarehouseFound

# Parts that can be measured alone, and by what.
_PARTS = {
    "ledger": "_only_the_ledger",
    "warehouse": "_only_the_warehouse",
    "events": "_only_events",
    "transfers": "_only_transfers",
    "lists": "_only_the_lists",
    "day-end": "_only_the_day_end",
}


class Command(BaseCommand):
    help = (
        "Measure the ledger and the API against pgbench, the end of day of a million accounts, the"
        " gateway and the warehouse, in databases of their own that are dropped at the end."
        " Exits 1 if the books do not hold, a list takes too long, or the warehouse does not"
        " agree with PostgreSQL. With --scale, another bank is measured alone: one of so many"
        " accounts with ten entries each, its posting, reads, pages and lists; that exits 1 if the"
        " books do not hold or a month's partition is not as it was after it was taken out."
        " Example: manage.py bench --scale large"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=5.0, help="for each figure (default 5)"
        )
        parser.add_argument(
            "--quick", action="store_true", help="only try every measure; the figures mean little"
        )
        parser.add_argument(
            "--part", choices=("all", *_PARTS), default="all", help="what to measure"
        )
        parser.add_argument(
            "--scale",
            type=size.read,
            metavar="large|small|ACCOUNTS",
            help="measure a bank of 1,000,000 accounts, of 2,000 or of so many, and nothing else",
        )
        parser.add_argument(
            "--entries", type=int, help="of the warehouse's bank (default 10,000,000)"
        )
        parser.add_argument(
            "--accounts", type=int, help="of the bank whose day ends (default 1,000,000)"
        )
        parser.add_argument(
            "--hands", type=int, help="that share the day's end (default the bank's setting)"
        )
        parser.add_argument(
            "--rows", type=int, default=1_000_000, help="of each list (default 1,000,000)"
        )
        parser.add_argument(
            "--output",
            type=Path,
            default=settings.ENVIRONMENT.data_folder / "bench.json",
            help="the JSON file to write (default bench.json in the data folder)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["scale"]:
            self._at_scale(options)
            return
        chosen = plan.quick() if options["quick"] else plan.full(options["seconds"])
        if options["entries"]:
            chosen = replace(chosen, warehouse_entries=options["entries"])
        if options["accounts"]:
            chosen = replace(chosen, day_end_accounts=options["accounts"])
        if options["hands"]:
            settings.WORKING_HANDS = options["hands"]
        if options["part"] != "all":
            getattr(self, _PARTS[options["part"]])(chosen, options)
            return
        self._all(chosen, options["output"])

    def _all(self, chosen: plan.Plan, output: Path) -> None:
        """Measure part after part; each is told and kept at once, whatever becomes of the next."""
        report = self._ledger(chosen)
        self._keep(report, output)
        report.day_end = self._day_end(chosen)
        self._show(day_end_table(report.day_end))
        self._keep(report, output)
        report.gateway = gateway_report.measure(settings.ENVIRONMENT, chosen, self._say)
        self._show(report.gateway.table())
        self._keep(report, output)
        report.warehouse = self._warehouse(chosen)
        self._show(report.warehouse.table())
        self._keep(report, output)
        self._conclude(report)
        self._say(f"The same as JSON: {output}")
        if report.invariants_broken or report.warehouse.broken():
            raise SystemExit(1)

    def _keep(self, report: Report, output: Path) -> None:
        output.write_text(json.dumps(report.as_json(), indent=2) + "\n")

    def _at_scale(self, options: dict[str, Any]) -> None:
        output: Path = options["output"]
        found = large.measure(
            size.of(options["scale"], seconds=options["seconds"]),
            settings.ENVIRONMENT,
            say=self._say,
            is_terminal=self.stdout.isatty(),
        )
        output.write_text(json.dumps(found.as_json(), indent=2) + "\n")
        self._show(*found.tables(), aims_table(found.aims()))
        self._say(f"Nothing to read: {', '.join(found.api.nothing)}.")
        held = found.invariants_checked - len(found.invariants_broken)
        self._say(f"Ledger invariants: {held} of {found.invariants_checked} hold.")
        self._say(f"The same as JSON: {output}")
        for broken in found.broken():
            self._say(f"BROKEN: {broken}")
        if found.broken():
            raise SystemExit(1)

    def _ledger(self, chosen: plan.Plan) -> Report:
        environment = settings.ENVIRONMENT
        with scratch.database(environment) as name:
            report = Run(environment, name, chosen, self._say).measure()
        self._show(report.as_table(), *(report.stages.tables() if report.stages else ()))
        return report

    def _only_the_ledger(self, chosen: plan.Plan, _options: dict[str, Any]) -> None:
        report = self._ledger(chosen)
        self._conclude(report)
        if report.invariants_broken:
            raise SystemExit(1)

    def _only_the_warehouse(self, chosen: plan.Plan, options: dict[str, Any]) -> None:
        output: Path = options["output"]
        found = self._warehouse(chosen)
        output.write_text(json.dumps({"warehouse": found.as_json()}, indent=2) + "\n")
        self._show(found.table(), aims_table(found.aims()))
        for broken in found.broken():
            self._say(f"BROKEN: {broken}")
        if found.broken():
            raise SystemExit(1)

    def _only_events(self, chosen: plan.Plan, _options: dict[str, Any]) -> None:
        environment = settings.ENVIRONMENT
        with scratch.database(environment) as name:
            found = events.measure(environment, name, seconds=chosen.seconds * 4, say=self._say)
        self._show(aims_table([found.aim]))

    def _only_the_day_end(self, chosen: plan.Plan, _options: dict[str, Any]) -> None:
        found = self._day_end(chosen)
        self._show(day_end_table(found), aims_table(day_end_aims(found)))

    def _day_end(self, chosen: plan.Plan) -> day_end.Found:
        with scratch.database(settings.ENVIRONMENT):
            return day_end.measure(
                count=chosen.day_end_accounts, entries=chosen.day_end_entries, say=self._say
            )

    def _only_transfers(self, chosen: plan.Plan, _options: dict[str, Any]) -> None:
        environment = settings.ENVIRONMENT
        with scratch.database(environment):
            now = clock.now()
            opened = books.open_books(count=chosen.accounts, api_count=chosen.api_accounts, now=now)
            api.add_client(now=now)
            found = stages.measure(
                opened,
                threads=environment.web_threads,
                callers=chosen.callers,
                calls=round(chosen.seconds * 200),
                say=self._say,
            )
        self._show(*found.tables())

    def _show(self, *tables: Table) -> None:
        console = Console(width=120)
        with console.capture() as text:
            console.print(*tables)
        self._say(text.get())

    def _only_the_lists(self, _chosen: plan.Plan, options: dict[str, Any]) -> None:
        with scratch.database(settings.ENVIRONMENT):
            found = lists.measure(count=options["rows"], times=20, say=self._say)
        self._show(lists.table(found))
        slow = [each for each in found if each.is_slow]
        kept = f"{len(found) - len(slow)} of {len(found)}"
        self._say(f"{kept} within {lists.AIM * 1000:g} ms, 95 times in 100.")
        if slow:
            raise SystemExit(1)

    def _warehouse(self, chosen: plan.Plan) -> WarehouseFound:
        with scratch.database(settings.ENVIRONMENT):
            return warehouse.measure(entries=chosen.warehouse_entries, say=self._say)

    def _conclude(self, report: Report) -> None:
        self._show(aims_table(report.aims()))
        self._say(
            f"{report.bytes_per_transfer:,.0f} bytes a transfer in the ledger's tables with"
            f" their indexes, over {report.transfers:,} transfers."
        )
        held = report.invariants_checked - len(report.invariants_broken)
        self._say(f"Ledger invariants: {held} of {report.invariants_checked} hold.")
        more = [] if report.warehouse is None else report.warehouse.broken()
        for broken in [*report.invariants_broken, *more]:
            self._say(f"BROKEN: {broken}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
