"""What customers owe and may draw, for whoever provides for what will not come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from accounts.domain.credit_exposures import CreditExposure, ExposureKind, LoanSettled
from accounts.repositories import credit_exposures
from accounts.repositories.credit_exposures import ExposureRow, SettledRow
from bankcore.money import Currency, Money


def on(*, day: date) -> list[CreditExposure]:
    """Return every credit: loans as they stand now, accounts by what is booked up to the day."""
    flows = credit_exposures.principal_flows()
    found = [
        _exposure(
            row,
            ExposureKind.COMMITMENT if row.is_pending else ExposureKind.LOAN,
            tuple(flows.get(row.reference, ())),
        )
        for row in credit_exposures.of_loans()
    ]
    found += [
        _exposure(row, ExposureKind.OVERDRAFT, ()) for row in credit_exposures.of_accounts(day=day)
    ]
    return found


def written_off(*, references: Sequence[UUID]) -> list[LoanSettled]:
    """Return what was written off of these loans, whenever it was."""
    return [_settled(row) for row in credit_exposures.written_off(references=references)]


def recovered(*, day: date) -> list[LoanSettled]:
    """Return what came in on a business day for loans that were written off."""
    return [_settled(row) for row in credit_exposures.recovered(day=day)]


def _exposure(
    row: ExposureRow, kind: ExposureKind, flows: tuple[tuple[date, int], ...]
) -> CreditExposure:
    currency = Currency.numbered(row.currency)
    return CreditExposure(
        reference=row.reference,
        kind=kind,
        application=row.application,
        customer=row.customer,
        is_company=row.is_company,
        product=row.product,
        drawn=Money(row.drawn, currency),
        undrawn=Money(row.undrawn, currency),
        limit=Money(row.limit, currency),
        days_past_due=row.days_past_due,
        annual_rate=row.annual_rate,
        originated_on=row.originated_on,
        restructured_on=row.restructured_on,
        flows=flows,
    )


def _settled(row: SettledRow) -> LoanSettled:
    return LoanSettled(
        reference=row.reference,
        day=row.day,
        amount=Money(row.amount, Currency.numbered(row.currency)),
    )
