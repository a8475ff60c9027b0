"""Cash over the counter: deposits and withdrawals."""

from __future__ import annotations

from datetime import datetime

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from payments.domain.movements import CashOrder, Movement, MovementKind
from payments.services import booking

_CASH = "1000"


@use_case
def deposit(
    *, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay cash into an account. Raises accounts.AccountNotFound and booking's refusals."""
    return _move(MovementKind.DEPOSIT, order, request, actor, now)


@use_case
def withdraw(
    *, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay cash out of an account. Raises accounts.AccountNotFound and booking's refusals."""
    return _move(MovementKind.WITHDRAWAL, order, request, actor, now)


def _move(
    kind: MovementKind, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    account = booking.Side.of(accounts.resolve(account_ids=[order.account_id])[order.account_id])
    cash = booking.Side(
        ledger.internal_account(gl_code=_CASH, currency=order.amount.currency, opened_on=now.date())
    )
    into = kind is MovementKind.DEPOSIT
    return booking.book(
        booking=booking.Booking(
            kind=kind,
            debit=cash if into else account,
            credit=account if into else cash,
            amount=order.amount,
            narrative=order.narrative,
        ),
        request=request,
        actor=actor,
        now=now,
    )
