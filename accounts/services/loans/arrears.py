"""Arrears: penalties, days past due, and who must hear of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from accounts.domain.loans.events import LoanInArrears
from accounts.domain.loans.states import Bucket, LoanState
from accounts.models import Loan, LoanAccrual
from accounts.repositories import loan_days, loans
from accounts.services.loans import booking, settlements
from accounts.services.loans.settlements import Act
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.money import Currency

_CHUNK = 200


def update_arrears(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Charge penalties for the days from `day` up to `next_day`, and count days past due on `day`.

    A loan behind is in arrears, one that caught up no longer is; accounts.loan_in_arrears is
    published when a loan falls behind or comes into another bucket. A second run changes nothing.
    """
    counts = {"charged": 0, "charged_minor": 0, "changed": 0}
    for currency in loan_days.currencies():
        charged_day = day
        while charged_day < next_day:
            number, minor = _charge(
                currency=currency, day=charged_day, booking_date=day, actor=actor, now=now
            )
            counts["charged"] += number
            counts["charged_minor"] += minor
            charged_day += timedelta(days=1)
    changed = [each.loan_id for each in loan_days.past_due_changed(day=day)]
    for start in range(0, len(changed), _CHUNK):
        counts["changed"] += _update(
            ids=changed[start : start + _CHUNK], day=day, actor=actor, now=now
        )
    return counts


@use_case
def _charge(
    *, currency: int, day: date, booking_date: date, actor: Actor, now: datetime
) -> tuple[int, int]:
    number, minor = loan_days.charge_penalties(currency=currency, day=day)
    if minor:
        what = LoanAccrual.What.PENALTY
        run = loan_days.next_run(what=what, currency=currency, day=day)
        income = booking.Income(
            what="penalties",
            currency=Currency.numbered(currency),
            receivable=booking.PENALTIES_AND_FEES,
            income=booking.PENALTY_INCOME,
            minor=minor,
            day=day,
            booking_date=booking_date,
            run=run,
        )
        txn_id = booking.post_income(income, actor=actor, now=now)
        loan_days.add_accrual(
            LoanAccrual(what=what, currency=currency, day=day, run=run, amount=minor, txn_id=txn_id)
        )
    return number, minor


@use_case
def _update(*, ids: Sequence[int], day: date, actor: Actor, now: datetime) -> int:
    locked = {loan.pk: loan for loan in loans.lock_many(ids=ids)}
    changed = loan_days.past_due_changed(day=day, ids=ids)
    for loan_id, days in changed:
        loan = locked[loan_id]
        key = booking.system_key("arrears", loan.public_id, day)
        _set(loan, days, Act(request=key, actor=actor, now=now, day=day))
        loans.save_progress(loan)
    return len(changed)


def _set(loan: Loan, days: int, act: Act) -> None:
    bucket = Bucket.of(days)
    moved = bucket.value != loan.bucket
    loan.days_past_due, loan.bucket = days, bucket.value
    if days:
        newly = loan.state != LoanState.IN_ARREARS
        if newly:
            reason = f"{days} days past due"
            settlements.change_state(loan, LoanState.IN_ARREARS, reason=reason, act=act, tell=False)
        if newly or moved:
            settlements.publish(
                loan,
                LoanInArrears,
                act=act,
                days_past_due=str(days),
                bucket=bucket.value,
            )
    elif loan.state == LoanState.IN_ARREARS:
        settlements.change_state(
            loan, settlements.performing(loan), reason="Nothing is past due", act=act
        )
