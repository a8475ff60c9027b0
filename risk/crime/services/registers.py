"""The registers of what was reported, for whoever shows that deadlines were kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bankcore.money import Currency, Money
from risk.crime.domain.registers import RegisteredFiling, RegisteredReport
from risk.crime.domain.states import SUSPICION_DAYS
from risk.crime.models import CashReport, Filing, SuspicionReport
from risk.crime.repositories import reports

_DOLLAR: Final = Currency.of("USD")


def of_cash(*, first: date, last: date, known: datetime) -> list[RegisteredReport]:
    """Return reports of the cash of some days, both included, as they stood at a moment."""
    return [_cash(each, known) for each in reports.cash_of(first=first, last=last, known=known)]


def of_suspicions(*, first: date, last: date, known: datetime) -> list[RegisteredReport]:
    """Return reports of what was found between two days, both included, as they stood then.

    31 CFR 1020.320(b)(3): thirty days run from the day on which it was found.
    """
    days = timedelta(days=SUSPICION_DAYS)
    found = reports.suspicions_due(first=first + days, last=last + days)
    return [_suspicion(each, each.due_on - days, known) for each in found]


def _cash(row: CashReport, known: datetime) -> RegisteredReport:
    return RegisteredReport(
        number=row.pk,
        found_on=row.day,
        first_day=row.day,
        last_day=row.day,
        what=(row.direction,),
        amount=Money(row.dollars, _DOLLAR),
        due_on=row.due_on,
        written_by="",
        approved_by="",
        filing=_filing(row.filing, known),
    )


def _suspicion(row: SuspicionReport, found_on: date, known: datetime) -> RegisteredReport:
    filing = _filing(row.filing, known)
    return RegisteredReport(
        number=row.pk,
        found_on=found_on,
        first_day=row.first_day,
        last_day=row.last_day,
        what=tuple(row.activities),
        amount=None if row.dollars is None else Money(row.dollars * 100, _DOLLAR),
        due_on=row.due_on,
        written_by=row.drafted_by,
        approved_by=row.approved_by if filing else "",
        filing=filing,
    )


def _filing(row: Filing | None, known: datetime) -> RegisteredFiling | None:
    if row is None or row.made_at > known:
        return None
    answered = row.acknowledged_at if row.acknowledged_at and row.acknowledged_at <= known else None
    return RegisteredFiling(
        number=row.pk,
        made_by=row.made_by,
        made_at=row.made_at,
        tracking_id=row.tracking_id if answered else "",
        acknowledged_at=answered,
    )
