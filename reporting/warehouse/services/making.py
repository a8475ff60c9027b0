"""The steps of a load: each makes datasets from what was read, and from the files of before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from bankcore import calendars
from reporting.warehouse.domain.datasets import DATASETS
from reporting.warehouse.domain.shapes import Dataset, Kind
from reporting.warehouse.models import Load
from reporting.warehouse.repositories import builds, checks, lake

EXTRACTED: Final = tuple(
    each.name
    for each in DATASETS
    if each.kind not in (Kind.DERIVED, Kind.RECEIVED) and each.name != "fact_entry"
)
CONTROLS: Final = ("control_accounts", "control_lines")
_BOUNDED: Final = ("fact_credit", "fact_decision", "fact_event", "fact_network_settlement")
_OF_DAYS: Final = ("fact_day", "fact_flow")
_MONTHS_AT_ONCE: Final = 6
_YEARS_AHEAD: Final = 5


@dataclass(slots=True, kw_only=True)
class Work:
    """A load at work: what it has read, and the files that it has written and replaces."""

    load: Load
    day: date
    now: datetime
    connection: duckdb.DuckDBPyConnection
    shop: Path
    before: Mapping[str, Sequence[tuple[int, date | None, str]]]
    to_xid: int = 0
    written: list[lake.WrittenFile] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    added: set[date] = field(default_factory=set)

    def write(self, dataset: str, query: str) -> None:
        """Write a query's rows as files of a dataset."""
        made = lake.write(self.connection, dataset=dataset, query=query, load=self.load.pk)
        self.written += [each for each in made if each.rows]

    def write_month(self, dataset: str, query: str, month: date, *, part: str = "part") -> None:
        """Write a query's rows, all of one month, as one file of a dataset."""
        made = lake.write_month(
            self.connection,
            dataset=dataset,
            query=query,
            load=self.load.pk,
            month=month,
            part=part,
        )
        self.written += [made] if made.rows else []

    def replace(self, dataset: str, months: Sequence[date] | None = None) -> None:
        """Have the files of some months (None: all) replaced by those of this load."""
        for number, month, _ in self.before.get(dataset, ()):
            if months is None or month in months:
                self.replaced.append(number)

    def show(self, dataset: str, months: Sequence[date] | None = None) -> None:
        """Show a dataset, or some months of it, as it will be after this load."""
        gone = set(self.replaced)
        kept = [
            (month, path)
            for number, month, path in self.before.get(dataset, ())
            if number not in gone
        ]
        new = [(each.month, each.path) for each in self.written if each.dataset == dataset]
        shown = [path for month, path in kept + new if months is None or month in months]
        lake.show(self.connection, dataset, shown)


def stage(work: Work) -> None:
    """Show what was read, and what the datasets were before."""
    for name in EXTRACTED:
        file = work.shop / f"{name}.csv"
        with file.open(encoding="utf-8") as opened:
            header = opened.readline().strip().split(",")
            if opened.readline():
                work.filled.add(name)
        columns = builds.staged_columns(name, header)
        lake.stage(work.connection, name=name, file=file, columns=columns)
        work.show(name)
    work.show("fact_entry")
    for name, columns in checks.CONTROL_COLUMNS.items():
        lake.stage(work.connection, name=name, file=work.shop / f"{name}.csv", columns=columns)


def _versions(work: Work) -> None:
    for dataset in DATASETS:
        if dataset.kind is Kind.VERSIONED and builds.prepare_versions(
            work.connection, dataset, day=work.day, now=work.now
        ):
            work.write(dataset.name, f"SELECT * FROM next_{dataset.name}")  # noqa: S608
            work.replace(dataset.name)


def _rates(work: Work) -> None:
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


def _restated(work: Work) -> None:
    """Write the months anew in which a rate, come late, makes entries worth something else.

    The files of before stay what they are: what was known then reads as it was known.
    """
    first = work.connection.execute("SELECT min(day) FROM new_rates").fetchone()
    if first is None or first[0] is None:
        return
    known = {month for _, month, _ in work.before.get("fact_entry", ()) if month}
    work.show("fact_entry", sorted(each for each in known if each >= first[0].replace(day=1)))
    months = builds.prepare_restated(work.connection)
    for month in months:
        work.show("fact_entry", [month])
        work.connection.execute(
            "CREATE OR REPLACE TEMP VIEW staged_fact_entry AS"
            " SELECT * EXCLUDE (rate, rate_date, reporting_amount) FROM fact_entry"
        )
        work.write_month("fact_entry", builds.built("fact_entry"), month, part="restated")
    work.replace("fact_entry", months)


def add_entries(work: Work, *, month: date, file: Path) -> None:
    """Write a month's entries, just read, with what they were worth in euros."""
    with file.open(encoding="utf-8") as opened:
        header = opened.readline().strip().split(",")
    columns = builds.staged_columns("fact_entry", header)
    lake.stage(work.connection, name="fact_entry", file=file, columns=columns)
    work.write_month("fact_entry", builds.built("fact_entry"), month)
    work.added.add(month)


def _appended(work: Work) -> None:
    for name in _BOUNDED:
        if name in work.filled:
            work.write(name, f"SELECT * FROM staged_{name}")  # noqa: S608


def _current(work: Work) -> None:
    for dataset in DATASETS:
        if dataset.kind is Kind.CURRENT:
            _take_latest(work, dataset)


def take_rows(work: Work, dataset: Dataset, file: Path) -> None:
    """Take the rows of a file from outside, typed already: the latest row by each key counts."""
    with file.open(encoding="utf-8") as opened:
        header = opened.readline().strip().split(",")
    columns = builds.staged_columns(dataset.name, header)
    lake.stage(work.connection, name="file", file=file, columns=columns)
    work.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW staged_{dataset.name} AS"  # noqa: S608
        f" SELECT *, {work.load.pk}::BIGINT AS file_load FROM staged_file"
    )
    work.show(dataset.name)
    _take_latest(work, dataset)


def _take_latest(work: Work, dataset: Dataset) -> None:
    months = builds.prepare_current(work.connection, dataset)
    if months:
        work.write(dataset.name, f"SELECT * FROM next_{dataset.name}")  # noqa: S608
        work.replace(dataset.name, months)


def _days(work: Work) -> None:
    changed = {dataset: work.added | _lacking(work, dataset) for dataset in _OF_DAYS}
    for month in sorted(set().union(*changed.values())):
        work.show("fact_entry", [month])
        for dataset in _OF_DAYS:
            if month in changed[dataset]:
                work.write_month(dataset, builds.built(dataset), month)
    work.show("fact_entry")
    for dataset in _OF_DAYS:
        work.replace(dataset, sorted(changed[dataset]))
        work.show(dataset)


def _lacking(work: Work, dataset: str) -> set[date]:
    """Return the months of entries of which a dataset has nothing: it is newer than they are."""
    has = {month for _, month, _ in work.before.get(dataset, ())}
    return {month for _, month, _ in work.before.get("fact_entry", ()) if month} - has


def _customers_days(work: Work) -> None:
    """Make customers' days anew of the months that have changed and the three that look back."""
    booked = {month for _, month, _ in work.before.get("fact_day", ()) if month} | work.added
    renewed = {each for each in booked if work.added.intersection(_looked_back_at(each))}
    changed = sorted(renewed | _lacking(work, "fact_customer_day"))
    for first in range(0, len(changed), _MONTHS_AT_ONCE):
        months = changed[first : first + _MONTHS_AT_ONCE]
        shown = {back for each in months for back in _looked_back_at(each)}
        work.show("fact_day", sorted(shown))
        query = builds.built("fact_customer_day").replace("$first", f"'{months[0]}'")
        work.connection.execute(f"CREATE OR REPLACE TEMP TABLE customers_days AS {query}")
        for month in months:
            work.write_month(
                "fact_customer_day",
                f"SELECT * FROM customers_days WHERE date_trunc('month', day) = DATE '{month}'",  # noqa: S608
                month,
            )
    work.connection.execute("DROP TABLE IF EXISTS customers_days")
    work.show("fact_day")
    work.replace("fact_customer_day", changed)


def _looked_back_at(month: date) -> list[date]:
    """Return a month and the three before it: ninety days reach no further back."""
    return _range(_range_back(month), month)


def _range_back(month: date) -> date:
    place = month.year * 12 + month.month - 4
    return date(place // 12, place % 12 + 1, 1)


def _months(work: Work) -> None:
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


def _calendar(work: Work) -> None:
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


def _range(first: date, last: date) -> list[date]:
    """Return the months from one to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = [first.year * 12 + first.month - 1 + n for n in range(count)]
    return [date(each // 12, each % 12 + 1, 1) for each in starts]


FIRST_STEPS: Final[Sequence[Callable[[Work], None]]] = (_versions, _rates, _restated)
STEPS: Final[Sequence[Callable[[Work], None]]] = (
    _appended,
    _current,
    _days,
    _customers_days,
    _months,
    _calendar,
)
