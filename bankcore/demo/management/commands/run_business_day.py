"""A business day, end to end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import IO, Any, cast

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from bankcore import clock
from bankcore.actor import Actor
from bankcore.demo import (
    course,
    credit,
    crime,
    gateway,
    instant,
    market,
    migrated,
    opening,
    operational,
    outside,
    provisions,
)
from bankcore.endofday import public as endofday
from bankcore.seals import public as seals
from payments.interbank import public as interbank
from payments.reconciliation import public as reconciliation
from reporting import public as reporting
from reporting.reports import public as reports
from reporting.warehouse import public as warehouse
from risk import public as risk

_GO_ON = (
    "Where the bank is running (make run), let it come up or stop it with Ctrl-C, then run the day"
    " again: it goes on with the same day."
)


class Command(BaseCommand):
    help = (
        "Run the open business day of the demo bank end to end, close it, and print what happened."
        " Exits 1 if an invariant of the ledger is broken. Example: manage.py run_business_day"
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO_BANK:
            message = "This books made-up movements: it is for the demo bank only."
            raise CommandError(message)
        migrated.require()
        now = clock.now()
        opening.ensure(day=now.date(), now=now)
        try:
            done = course.run(now=now, step_done=lambda name: self.stdout.write(f"  {name}"))
        except endofday.BooksBroken as error:
            message = f"{error.message} {error.cure}"
            raise CommandError(message) from error
        except (outside.OutsideNotThere, gateway.NotReconciled) as error:
            message = f"{error} {_GO_ON}"
            raise CommandError(message) from error
        self._print(_figures(reporting.business_day_figures(day=done)))
        self._print(_networks(done))
        self._print(_table("Instant payments and recalls", instant.lines(day=done)))
        self._print(_direct_debits(now))
        self._print(_risk(done, now))
        self._print(_table("Expected credit losses", provisions.lines(day=done)))
        self._print(_table("Market risk", market.lines(day=done)))
        self._print(_table("Operational risk", operational.lines(day=done)))
        self._print(_table("Lending", credit.lines(day=done, now=now), of="lending"))
        table = Table("invariant", "checked", "broken", "statement", title="Invariants")
        broken = 0
        for check in endofday.verify_books():
            broken += not check.holds
            table.add_row(
                check.code, f"{check.checked:,}", f"{check.violations:,}", check.statement
            )
        self._print(table)
        if broken:
            self.stderr.write(f"{broken} invariants are broken.")
            raise SystemExit(1)
        self._seal(now=now)
        self._warehouse(done, now=now)
        self._reports(done, now=now)
        self.stdout.write(f"Business day {done} is closed; every invariant holds.")

    def _seal(self, *, now: datetime) -> None:
        """Seal what was written after the day's end as well, and try the whole seal."""
        seals.seal_all(now=now)
        found = seals.verify()
        if not found.holds:
            message = f"The seal is broken: {found.findings[0]}."
            raise CommandError(message)
        self.stdout.write(
            f"Sealed: {found.rows:,} rows under {found.seals} seals, newest {found.newest[:16]},"
            " all as they were sealed."
        )

    def _warehouse(self, day: date, *, now: datetime) -> None:
        """Load the day into the warehouse and hold it against the ledger."""
        loaded = warehouse.load(day=day, actor=Actor.system("demo-day"), now=now)
        found = warehouse.faults(warehouse.version())
        if found:
            message = f"The warehouse does not agree: {found[0]}"
            raise CommandError(message)
        rows = sum(loaded.rows.values())
        self.stdout.write(f"Warehouse: {rows:,} rows loaded, to the cent what the ledger has.")

    def _reports(self, day: date, *, now: datetime) -> None:
        """Make every report of the catalogue, print what became of each, then fail for any."""
        made = reports.attempt_every(day=day, actor=Actor.system("demo-day"), now=now)
        table = Table("report", "family", "ties", "files", "sha256", title="Reports")
        for run in made:
            kinds = [each.kind.lower() for each in run.files if each.kind != "DOCUMENT"]
            ties = ("yes" if run.ties else "NO") if run.held else "-"
            sha256 = next((each.sha256[:12] for each in run.files if each.kind == "PDF"), "")
            row = (ties, " ".join(kinds), sha256) if kinds else ("FAILED", "", "")
            table.add_row(run.title, run.family, *row)
        self._print(table)
        failed = [run for run in made if not run.is_kept]
        for run in failed:
            self.stderr.write(f"{run.title}: {run.failure}")
        if failed:
            message = f"{len(failed)} of {len(made)} reports could not be made."
            raise CommandError(message)

    def _print(self, table: Table) -> None:
        console = Console(width=100, file=cast("IO[str]", self.stdout))
        with console.capture() as captured:
            console.print(table)
        self.stdout.write(captured.get())


def _table(title: str, lines: Iterable[tuple[str, str]], *, of: str = "risk") -> Table:
    """Return figures of the bank, a line each."""
    table = Table(of, "figure", title=title)
    for what, figure in lines:
        table.add_row(what, figure)
    return table


def _networks(day: date) -> Table:
    """Return what our books and each network say of the day, and what nobody can explain of it."""
    table = Table("network", "items", "alike", "ours", "theirs", "open", "unexplained",
                  title="Networks and our books")  # fmt: skip
    for run in reconciliation.comparisons(day=day):
        control = reconciliation.control_of(
            network=run.network, currency=run.ours.currency, today=day
        )
        unexplained = run.unexplained + control.unexplained
        sums = (run.ours, run.theirs, control.ledger, unexplained)
        table.add_row(run.network, str(run.items), str(run.matched_items), *map(str, sums))
    return table


def _direct_debits(now: datetime) -> Table:
    """Return what became of others' direct debits on customers' accounts since midnight (UTC)."""
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    table = Table("what became of them", "how many", "money",
                  title="Direct debits on customers' accounts")  # fmt: skip
    for (state, _), (count, total) in interbank.debit_sums(since=since).items():
        table.add_row(state.lower(), f"{count:,}", str(total))
    return table


def _risk(day: date, now: datetime) -> Table:
    """Return what risk decided since midnight (UTC), and what became of the cases."""
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found = risk.day_figures(since=since, until=since + timedelta(days=1))
    table = Table("what", "how many", title="Risk")
    for outcome, count in found.decisions.items():
        table.add_row(f"payments screened: {outcome.lower()}", f"{count:,}")
    table.add_row("cases opened", f"{found.cases_opened:,}")
    table.add_row("cases decided", f"{found.cases_decided:,}")
    table.add_row("cases still open", f"{found.cases_open:,}")
    table.add_row("99 in 100 decisions within", f"{found.p99_ms:.1f} ms")
    for what, figure in crime.lines(day=day):
        table.add_row(what, figure)
    return table


def _figures(figures: reporting.DayFigures) -> Table:
    table = Table("what", "how many", "money", title=f"Business day {figures.day}")
    table.add_row("customers", f"{figures.customers:,}")
    table.add_row("accounts", f"{figures.accounts:,}")
    for movement in figures.movements:
        label = f"{movement.kind.lower()}s booked"
        table.add_row(
            label, f"{movement.count:,}", f"{movement.amount.amount:,f} {movement.amount.currency}"
        )
    for refusal in figures.refusals:
        table.add_row(f"refused: {refusal.code.replace('_', ' ')}", f"{refusal.count:,}")
    for hold in figures.holds:
        table.add_row(
            f"holds {hold.state.lower()}",
            f"{hold.count:,}",
            f"{hold.amount.amount:,f} {hold.amount.currency}",
        )
    table.add_row("movements flagged as fraudulent", f"{figures.flags:,}")
    return table
