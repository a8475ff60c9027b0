"""Making a report: what it comes to for a day, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from reporting.reports.domain import parameters
from reporting.reports.domain.definitions import Inputs, Report
from reporting.reports.domain.documents import Document
from reporting.reports.domain.parameters import Chosen
from reporting.reports.repositories.facts import LakeFacts
from reporting.reports.services.catalogue import report
from reporting.reports.services.ledger_books import LedgerBooks
from reporting.warehouse import public as warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document with what it was made from, while the warehouse is open."""

    report: Report
    inputs: Inputs
    version: warehouse.Version
    document: Document


def make(
    *,
    name: str,
    day: date,
    known: datetime | None = None,
    values: Mapping[str, Chosen] | None = None,
) -> Document:
    """Return what a report comes to for the end of a day, as known now or at a moment.

    Raises ReportUnknown, ParameterRefused, NothingLoaded, DayNotRolledUp and what the report
    itself refuses.
    """
    report(name)
    version = warehouse.version(known=known)
    with opened(name=name, day=day, version=version, values=values or {}) as made:
        return made.document


@contextmanager
def opened(
    *, name: str, day: date, version: warehouse.Version, values: Mapping[str, Chosen]
) -> Iterator[Made]:
    """Make a report and hold open what it was made from; raises as `make` does."""
    of = report(name)
    read = parameters.read(of, parameters.written(values))
    with warehouse.opened(version) as connection:
        inputs = Inputs(
            day=day,
            known_at=version.known_at,
            facts=LakeFacts(connection),
            books=LedgerBooks(),
            values=read,
        )
        document = of.make(inputs)
        told = (*_warnings(version, day), *document.warnings)
        yield Made(
            report=of, inputs=inputs, version=version, document=replace(document, warnings=told)
        )


def _warnings(version: warehouse.Version, day: date) -> Iterator[str]:
    """Tell what is wrong with the warehouse itself: a report on such data says so on its face."""
    if version.day < day:
        yield f"The warehouse was loaded for {version.day}, before the day of this report."
    for fault in warehouse.faults(version):
        yield f"The warehouse is at fault. {fault}"
