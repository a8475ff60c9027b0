"""Interest on loans, day by day: one booking for all loans of a currency."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import LoanAccrual
from accounts.repositories import loan_days
from accounts.services.loans import booking
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.money import Currency


def accrue_loan_interest(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Book what loans earn up to `next_day`, so that 1210 is what is earned and not paid.

    A second run finds every loan accrued, and books nothing.
    """
    counts = {"accrued": 0, "accrued_minor": 0}
    for currency in loan_days.currencies():
        number, minor = _accrue(currency=currency, day=day, through=next_day, actor=actor, now=now)
        counts["accrued"] += number
        counts["accrued_minor"] += minor
    return counts


@use_case
def _accrue(
    *, currency: int, day: date, through: date, actor: Actor, now: datetime
) -> tuple[int, int]:
    number, minor = loan_days.accrue_interest(currency=currency, through=through)
    if minor:
        what = LoanAccrual.What.INTEREST
        run = loan_days.next_run(what=what, currency=currency, day=day)
        income = booking.Income(
            what="interest",
            currency=Currency.numbered(currency),
            receivable=booking.INTEREST_RECEIVABLE,
            income=booking.INTEREST_INCOME,
            minor=minor,
            day=day,
            booking_date=day,
            run=run,
        )
        txn_id = booking.post_income(income, actor=actor, now=now)
        loan_days.add_accrual(
            LoanAccrual(what=what, currency=currency, day=day, run=run, amount=minor, txn_id=txn_id)
        )
    return number, minor
