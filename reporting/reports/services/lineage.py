"""From a figure to the rows it was made of, from a row to the ledger's entry and its event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bankcore.actor import Actor
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.reports.domain.documents import Cell, Source
from reporting.reports.models import Run
from reporting.reports.repositories import lineage
from reporting.reports.services import reading
from reporting.warehouse import public as warehouse

PAGE: Final = 100
Rows = lineage.Rows


class RowsNotFound(BankError):
    """There is no such figure in a run, or it names no rows of the warehouse."""

    code = "report_rows_not_found"
    cure = "Open the figures that are links on the page of the run."
    status = 404


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in a document; totals come after the rows of their table."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A transaction of the ledger, with what the warehouse has of it and of its events."""

    transaction: ledger.TransactionView
    entries: Rows
    events: Rows


def rows_behind(*, run_id: int, place: Place, page: int, actor: Actor) -> tuple[Cell, Rows]:
    """Return a figure and a page of the rows it was made of, as the run's version has them.

    Raises RunNotFound, FilesNotKept, NotPermitted and RowsNotFound.
    """
    document = reading.document(run_id=run_id, actor=actor)
    try:
        table = document.tables[place.table]
        cell = (*table.rows, *table.totals)[place.row][place.column]
    except IndexError:
        cell = Cell(None)
    if cell.source is None:
        message = "No rows are named for this figure."
        raise RowsNotFound(message)
    return cell, _rows(reading.found(run_id, actor), cell.source, page)


def entries_of(*, run_id: int, account_id: int, page: int, actor: Actor) -> Rows:
    """Return a page of an account's entries up to the run's day, as its version has them.

    Raises RunNotFound, NotPermitted and RowsNotFound.
    """
    run = reading.found(run_id, actor)
    source = Source(
        "fact_entry", (("account_id", account_id),), ("booking_date", run.day.min, run.day)
    )
    return _rows(run, source, page)


def booked(*, run_id: int, txn_id: int, actor: Actor) -> Booked:
    """Return a transaction of the ledger with its entries and events in the run's version.

    Raises RunNotFound, NotPermitted, RowsNotFound and TransactionNotFound.
    """
    run = reading.found(run_id, actor)
    return Booked(
        transaction=ledger.transaction(txn_id=txn_id),
        entries=_rows(run, Source("fact_entry", (("txn_id", txn_id),)), 1),
        events=_rows(run, Source("fact_event", (("subject", f"transaction:{txn_id}"),)), 1),
    )


def _rows(run: Run, source: Source, page: int) -> Rows:
    with warehouse.opened(warehouse.version_of(number=run.load_id or 0)) as connection:
        found = lineage.rows(connection, source, first=(max(page, 1) - 1) * PAGE, limit=PAGE)
    if found is None:
        message = f"The warehouse has no such rows of {source.dataset}."
        raise RowsNotFound(message)
    return found
