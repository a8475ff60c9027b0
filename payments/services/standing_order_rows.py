"""Standing orders between their rows and what services and the door speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

from bankcore.calendars import Calendar, Convention
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.recurrence import Recurrence, Unit
from payments.domain.standing_orders import (
    AmountRule,
    ExecutionState,
    ExecutionView,
    OrderState,
    Payee,
    StandingOrderTerms,
    StandingOrderView,
)
from payments.models import StandingOrder, StandingOrderExecution

_NEXT_DATES: Final = 5


def row_of(
    terms: StandingOrderTerms, *, request: ledger.RequestKey, now: datetime
) -> StandingOrder:
    """Return the row of an order with these terms, active and with its first date next."""
    rule = terms.recurrence
    row = StandingOrder(
        account_id=terms.account_id,
        credit_account_id=terms.payee.account_id,
        creditor_iban=terms.payee.iban,
        creditor_name=terms.payee.name,
        remittance=terms.remittance,
        end_to_end_id=terms.end_to_end_id,
        rule=terms.rule,
        amount_minor=terms.amount.minor,
        currency=terms.amount.currency.code,
        start=rule.start,
        unit=rule.unit,
        every=rule.every,
        day_of_month=rule.day_of_month,
        last_business_day=rule.last_business_day,
        until=rule.until,
        times=rule.times,
        convention=rule.convention,
        calendar=rule.calendar.name,
        retries=terms.retries,
        state=OrderState.ACTIVE,
        request_key=request.key,
        request_hash=request.request_hash,
        created_at=now,
    )
    set_next(row, rule)
    return row


def set_next(row: StandingOrder, rule: Recurrence) -> None:
    """Write on the row when its date number `next_number` is, if there is one."""
    nominal = rule.nominal(row.next_number)
    row.next_nominal_date = nominal
    row.next_due_date = None if nominal is None else rule.due(nominal)


def skip_next(row: StandingOrder, now: datetime) -> StandingOrderExecution:
    """Go on to the date after the next, and return what became of the one left out."""
    nominal, due = row.next_nominal_date, row.next_due_date
    assert nominal is not None and due is not None  # noqa: S101, PT018 - the caller saw the date
    left_out = StandingOrderExecution(
        order=row,
        nominal_date=nominal,
        due_date=due,
        try_on=due,
        state=ExecutionState.SKIPPED,
        last_refusal="skipped",
        changed_at=now,
    )
    row.next_number += 1
    set_next(row, recurrence_of(row))
    return left_out


def recurrence_of(row: StandingOrder) -> Recurrence:
    """Return the row's rule; raises InvalidRecurrence where it was changed into none."""
    return Recurrence(
        start=row.start,
        unit=Unit(row.unit),
        every=row.every,
        day_of_month=row.day_of_month,
        last_business_day=row.last_business_day,
        until=row.until,
        times=row.times,
        convention=Convention(row.convention),
        calendar=Calendar.named(row.calendar),
    )


def next_dates(row: StandingOrder) -> Iterator[date]:
    """Yield the days on which an order that still pays is due, from its next one on."""
    if row.state == OrderState.ACTIVE and row.next_due_date is not None:
        yield from recurrence_of(row).due_dates(row.next_number)


def amount_of(row: StandingOrder) -> Money:
    """Return what is paid, or what stays on the account."""
    return Money(row.amount_minor, Currency.of(row.currency))


def view_of(
    row: StandingOrder,
    *,
    executions: Sequence[StandingOrderExecution] = (),
    replayed: bool = False,
) -> StandingOrderView:
    """Return the order as its owner sees it, with the next five days on which it is due."""
    return StandingOrderView(
        order_id=row.public_id,
        account_id=row.account_id,
        payee=Payee(
            account_id=row.credit_account_id, iban=row.creditor_iban, name=row.creditor_name
        ),
        rule=AmountRule(row.rule),
        amount=amount_of(row),
        recurrence=recurrence_of(row),
        remittance=row.remittance,
        end_to_end_id=row.end_to_end_id,
        retries=row.retries,
        state=OrderState(row.state),
        next_due_date=row.next_due_date,
        next_dates=tuple(islice(next_dates(row), _NEXT_DATES)),
        executions=tuple(_execution(each, row.currency) for each in executions),
        replayed=replayed,
    )


def _execution(row: StandingOrderExecution, currency: str) -> ExecutionView:
    return ExecutionView(
        nominal_date=row.nominal_date,
        due_date=row.due_date,
        state=ExecutionState(row.state),
        attempts=row.attempts,
        transaction_id=row.txn_id,
        amount=None if row.amount_minor is None else Money(row.amount_minor, Currency.of(currency)),
        last_refusal=row.last_refusal,
    )
