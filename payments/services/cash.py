"""Cash over the counter: deposits and withdrawals."""

from __future__ import annotations

from datetime import datetime

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments.domain.drawers import CashReason
from payments.domain.movements import CashOrder, Movement, MovementKind
from payments.models import DrawerSession, HeldPayment
from payments.services import booking, drawers, held, screening, two_people


@needs("payments.take_deposit")
@use_case
def deposit(
    *, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay cash into an account, through a teller's drawer where the order names one.

    Raises accounts.AccountNotFound, booking's refusals and those of drawers.at_counter.
    """
    return _move(MovementKind.DEPOSIT, order, request, actor, now)


@needs("payments.pay_withdrawal")
@use_case
def withdraw(
    *, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay cash out of an account, through a teller's drawer where the order names one.

    Cash that was held and let go meanwhile is paid out by the same order given again. Raises
    accounts.AccountNotFound, what screening.let_pass raises, booking's refusals, those of
    drawers.at_counter, and drawers.CashShort.
    """
    return _move(MovementKind.WITHDRAWAL, order, request, actor, now)


def _move(
    kind: MovementKind, order: CashOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    ref = accounts.resolve(account_ids=[order.account_id])[order.account_id]
    account = booking.Side.of(ref)
    session = None
    if order.drawer_id is None:  # no drawer's count would show what is wrong
        two_people.require_alone(actor=actor, amount=order.amount)
    else:
        session = drawers.at_counter(drawer_id=order.drawer_id, actor=actor)
    cash = _cash_side(session, order.amount.currency, now)
    into = kind is MovementKind.DEPOSIT
    wanted = booking.Booking(
        kind=kind,
        debit=cash if into else account,
        credit=account if into else cash,
        amount=order.amount,
        narrative=order.narrative,
    )
    waited = None
    if not into:
        waited, wanted = _let_out(wanted, ref, request, session, actor, now)
    if session is None:
        return booking.book(booking=wanted, request=request, actor=actor, now=now)
    try:
        movement = booking.book(booking=wanted, request=request, actor=actor, now=now)
    except booking.InsufficientFunds as refusal:
        raise drawers.short(refusal, session) from None
    if not movement.replayed:
        if waited is not None:
            held.collected(waited, movement, actor=actor, now=now)
        drawers.keep(
            session=session,
            reason=CashReason[kind.name],
            amount=order.amount if into else -order.amount,
            txn_id=movement.transaction_id,
            now=now,
        )
    return movement


def _let_out(
    wanted: booking.Booking,
    ref: accounts.AccountRef,
    request: ledger.RequestKey,
    session: DrawerSession | None,
    actor: Actor,
    now: datetime,
) -> tuple[HeldPayment | None, booking.Booking]:
    """Let cash go out, and return how it is booked; raises what screening.let_pass raises.

    At a drawer, cash that was held and that the bank has let go meanwhile is its payer's to take,
    and is not screened a second time.
    """
    if session is not None:
        found = held.ready(account_id=ref.account_id, order=wanted)
        if found is not None:
            return found
    leaving = screening.Leaving(
        kind=MovementKind.WITHDRAWAL,
        request=request,
        debit=ref,
        amount=wanted.amount,
        narrative=wanted.narrative,
        at_counter=session is not None,
    )
    screening.let_pass(leaving, actor=actor, now=now)
    return None, wanted


def _cash_side(session: DrawerSession | None, currency: Currency, now: datetime) -> booking.Side:
    if session is not None:
        return booking.Side(session.drawer.ledger_account_id)
    return booking.Side(
        ledger.internal_account(gl_code=drawers.VAULT, currency=currency, opened_on=now.date())
    )
