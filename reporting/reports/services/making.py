"""Making a report: what it comes to for a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from reporting.reports.domain.definitions import Inputs
from reporting.reports.domain.documents import Document
from reporting.reports.repositories.facts import LakeFacts
from reporting.reports.services.catalogue import report
from reporting.reports.services.ledger_books import LedgerBooks
from reporting.warehouse import public as warehouse


def make(
    *,
    name: str,
    day: date,
    known: datetime | None = None,
    values: Mapping[str, str | int | date] | None = None,
) -> Document:
    """Return what a report comes to for the end of a day, as known now or at a moment.

    Raises ReportUnknown, NothingLoaded, DayNotRolledUp and what the report itself refuses.
    """
    made = report(name)
    version = warehouse.version(known=known)
    with warehouse.opened(version) as connection:
        return made.make(
            Inputs(
                day=day,
                known_at=version.known_at,
                facts=LakeFacts(connection),
                books=LedgerBooks(),
                values=values or {},
            )
        )
