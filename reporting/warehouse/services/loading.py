"""One load: read what is final, make files, try the checks, and make the files part at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from bankcore import calendars
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.warehouse.domain.datasets import DATASETS, Kind
from reporting.warehouse.models import Load
from reporting.warehouse.repositories import builds, checks, extracts, lake, loads

_BOUNDED: Final = ("fact_entry", "fact_decision", "fact_event", "fact_credit")
_CONTROLS: Final = ("control_accounts", "control_lines")
_EXTRACTED: Final = tuple(each.name for each in DATASETS if each.kind is not Kind.DERIVED)
_YEARS_AHEAD: Final = 5
Told = Callable[[str], object]


class LoadRunning(BankError):
    """A load of the warehouse is running; there is one at a time."""

    code = "load_running"
    cure = "Wait until it has ended."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load came to: rows written by dataset, and how many checks do not hold."""

    number: int
    day: date
    rows: Mapping[str, int]
    faults: int


@dataclass(slots=True, kw_only=True)
class _Work:
    load: Load
    day: date
    now: datetime
    connection: duckdb.DuckDBPyConnection
    shop: Path
    to_xid: int
    before: Mapping[str, Sequence[tuple[int, date | None, str]]]
    written: list[lake.WrittenFile] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)

    def write(self, dataset: str, query: str) -> None:
        """Write a query's rows as files of a dataset."""
        made = lake.write(self.connection, dataset=dataset, query=query, load=self.load.pk)
        self.written += [each for each in made if each.rows]

    def replace(self, dataset: str, months: Sequence[date] | None = None) -> None:
        """Have the files of some months (None: all) replaced by those of this load."""
        for number, month, _ in self.before.get(dataset, ()):
            if months is None or month in months:
                self.replaced.append(number)

    def show(self, dataset: str) -> None:
        """Show a dataset as it will be after this load."""
        gone = set(self.replaced)
        kept = [path for number, _, path in self.before.get(dataset, ()) if number not in gone]
        new = [each.path for each in self.written if each.dataset == dataset]
        lake.show(self.connection, dataset, kept + new)


def load(*, day: date, actor: Actor, now: datetime, told: Told = lambda _: None) -> Loaded:
    """Bring the warehouse up to what is final in the bank's database; returns what it came to.

    `told(what)` hears of each step. A load that fails, or whose process dies, leaves the warehouse
    as it was, and the next begins where the last good one ended. With nothing new nothing is
    written. Raises LoadRunning.
    """
    with loads.alone() as is_alone:
        if not is_alone:
            message = "A load of the warehouse is running."
            raise LoadRunning(message)
        begun = _begin(day=day, actor=actor, now=now)
        try:
            return _run(begun, now=now, actor=actor, told=told)
        except BaseException as error:
            _fail(load=begun.pk, why=f"{type(error).__name__}: {error}", now=now)
            raise


@use_case
def _begin(*, day: date, actor: Actor, now: datetime) -> Load:
    stuck = loads.running()
    if stuck is not None:  # and yet this process is alone: that of the other has died
        loads.fail(load=stuck.pk, why="its process has died", now=now)
    last = loads.latest()
    return loads.begin(
        day=day,
        from_xid=0 if last is None or last.to_xid is None else last.to_xid,
        started_by=str(actor),
        now=now,
    )


@use_case
def _fail(*, load: int, why: str, now: datetime) -> None:
    loads.fail(load=load, why=why, now=now)


def _run(begun: Load, *, now: datetime, actor: Actor, told: Told) -> Loaded:
    last = loads.latest()
    before = loads.files(load=last.pk) if last else {}
    with lake.workshop(begun.pk) as shop, lake.engine() as connection:
        to_xid = _extract(shop, begun, told)
        work = _Work(
            load=begun,
            day=begun.day,
            now=now,
            connection=connection,
            shop=shop,
            to_xid=to_xid,
            before={
                name: [(each.pk, each.month, each.path) for each in files]
                for name, files in before.items()
            },
        )
        _stage(work)
        for make in (_versions, _rates, _appended, _current, _days, _months, _calendar):
            make(work)
        for dataset in DATASETS:
            work.show(dataset.name)
        told("checks")
        found = checks.try_all(connection, to_xid=to_xid)
        _publish(work, found=found, actor=actor, now=now)
    rows: dict[str, int] = {}
    for each in work.written:
        rows[each.dataset] = rows.get(each.dataset, 0) + each.rows
    faults = sum(1 for count, _ in found.values() if count)
    return Loaded(number=begun.pk, day=begun.day, rows=rows, faults=faults)


def _extract(shop: Path, begun: Load, told: Told) -> int:
    with extracts.snapshot() as cursor:
        to_xid = max(extracts.horizon(cursor), begun.from_xid)
        for name in (*_EXTRACTED, *_CONTROLS):
            told(name)
            extracts.copy_out(
                cursor,
                name=name,
                into=shop / f"{name}.csv",
                day=begun.day,
                from_xid=begun.from_xid,
                to_xid=to_xid,
            )
    return to_xid


def _stage(work: _Work) -> None:
    for name in _EXTRACTED:
        file = work.shop / f"{name}.csv"
        with file.open(encoding="utf-8") as opened:
            header = opened.readline().strip().split(",")
            if opened.readline():
                work.filled.add(name)
        columns = builds.staged_columns(name, header)
        lake.stage(work.connection, name=name, file=file, columns=columns)
        work.show(name)
    for name, columns in checks.CONTROL_COLUMNS.items():
        lake.stage(work.connection, name=name, file=work.shop / f"{name}.csv", columns=columns)


def _versions(work: _Work) -> None:
    for dataset in DATASETS:
        if dataset.kind is Kind.VERSIONED and builds.prepare_versions(
            work.connection, dataset, day=work.day, now=work.now
        ):
            work.write(dataset.name, f"SELECT * FROM next_{dataset.name}")  # noqa: S608
            work.replace(dataset.name)


def _rates(work: _Work) -> None:
    work.connection.execute(
        "CREATE OR REPLACE TEMP TABLE new_rates AS"
        " SELECT source, currency, day, rate FROM staged_fact_rate"
        " EXCEPT SELECT source, currency, day, rate FROM fact_rate"
    )
    if builds.count(work.connection, "new_rates"):
        work.write("fact_rate", "SELECT * FROM new_rates")
    work.connection.execute(
        "CREATE OR REPLACE TEMP VIEW all_rates AS SELECT * FROM staged_fact_rate"
    )


def _appended(work: _Work) -> None:
    for name in _BOUNDED:
        if name in work.filled:
            query = builds.built(name) if name == "fact_entry" else f"SELECT * FROM staged_{name}"  # noqa: S608
            work.write(name, query)
        work.show(name)


def _current(work: _Work) -> None:
    for dataset in DATASETS:
        if dataset.kind is not Kind.CURRENT:
            continue
        months = builds.prepare_current(work.connection, dataset)
        if months:
            work.write(dataset.name, f"SELECT * FROM next_{dataset.name}")  # noqa: S608
            work.replace(dataset.name, months)


def _days(work: _Work) -> None:
    changed = sorted(
        {each.month for each in work.written if each.dataset == "fact_entry" and each.month}
    )
    builds.keep_dates(work.connection, "changed_months", "month", changed)
    work.show("fact_day")
    if changed:
        work.write("fact_day", builds.built("fact_day"))
        work.replace("fact_day", changed)
        work.show("fact_day")


def _months(work: _Work) -> None:
    """Make every month anew from the first that has changed; a new month has changed as well."""
    last = work.day.replace(day=1)
    known = {month for _, month, _ in work.before.get("fact_month", ()) if month}
    touched = {each.month for each in work.written if each.dataset == "fact_day" and each.month}
    all_months = known | touched
    if all_months:
        last = max(last, *all_months)
    missing = _range(max(known), last)[1:] if known else []
    if not touched and not missing:
        return
    first = min(touched | set(missing))
    opened = _range(first, last)
    builds.keep_dates(work.connection, "open_months", "month", opened)
    work.show("fact_month")
    work.write("fact_month", builds.built("fact_month"))
    work.replace("fact_month", opened)


def _calendar(work: _Work) -> None:
    """Make the calendar where it does not reach five years beyond the day yet."""
    work.show("dim_calendar")
    row = work.connection.execute("SELECT max(year), min(year) FROM dim_calendar").fetchone()
    first_month = min(
        [month for _, month, _ in work.before.get("fact_entry", ()) if month]
        + [each.month for each in work.written if each.month],
        default=work.day,
    )
    reaches = row is not None and row[0] is not None and row[0] >= work.day.year + _YEARS_AHEAD - 1
    if reaches and row is not None and row[1] <= first_month.year:
        return
    first, last = date(first_month.year, 1, 1), date(work.day.year + _YEARS_AHEAD + 1, 1, 1)
    target = calendars.Calendar.target()
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    builds.keep_dates(
        work.connection,
        "holidays",
        "day",
        [each for each in days if not target.is_business_day(each)],
    )
    query = (
        builds.built("dim_calendar").replace("$first", f"'{first}'").replace("$last", f"'{last}'")
    )
    work.write("dim_calendar", query)
    work.replace("dim_calendar")


@use_case
def _publish(
    work: _Work,
    *,
    found: Mapping[tuple[str, str], tuple[int, Sequence[str]]],
    actor: Actor,
    now: datetime,
) -> None:
    loads.publish(
        load=work.load, to_xid=work.to_xid, written=work.written, replaced=work.replaced, now=now
    )
    loads.keep_checks(load=work.load.pk, found=found, now=now)
    audit.record(
        actor=actor,
        action="warehouse.load.done",
        subject=f"load:{work.load.pk}",
        detail={"files": len(work.written), "day": work.day.isoformat()},
        at=now,
    )


def _range(first: date, last: date) -> list[date]:
    """Return the months from one to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = [first.year * 12 + first.month - 1 + n for n in range(count)]
    return [date(each // 12, each % 12 + 1, 1) for each in starts]
