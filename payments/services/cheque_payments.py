"""Paying cheques on our own accounts: in cash from a drawer, or to an account."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.domain.cheques import ChequePresentment, ChequeState
from payments.domain.drawers import CashReason
from payments.domain.movements import Movement, MovementKind
from payments.models import Cheque, ChequePayment, DrawerSession
from payments.repositories import cheques
from payments.services import booking, cheque_books, drawers, two_people


class ChequePayeeUnclear(BankError):
    """A cheque is paid either in cash or to an account, and not to the account it is drawn on."""

    code = "cheque_payee_unclear"
    cure = "Choose a drawer, or another account than the cheque's own."


@needs("payments.handle_cheques")
@use_case
def pay(
    *, order: ChequePresentment, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay a cheque that one of our customers wrote: each number once.

    Raises ChequePayeeUnclear, cheque_books.ChequeNotIssued, ChequeStopped and ChequeAlreadyPaid,
    accounts.AccountNotFound, what drawers.at_counter raises, drawers.CashShort and booking's
    refusals; two_people.TakesTwoPeople where a member of staff pays more than STAFF_PAYMENT_LIMIT
    to an account. The same request sent again gets the same answer.
    """
    if order.drawer_id is None:
        two_people.require_alone(actor=actor, amount=order.amount)
    return make(order=order, request=request, actor=actor, now=now)


def make(
    *, order: ChequePresentment, request: ledger.RequestKey, actor: Actor, now: datetime
) -> Movement:
    """Pay the cheque in the caller's use case; raises what pay raises."""
    cheque = payable(order, request.key)
    session = None
    if order.drawer_id is not None:
        session = drawers.at_counter(drawer_id=order.drawer_id, actor=actor)
    movement = _book(order, session, request, actor, now)
    if not movement.replayed:
        _keep(cheque, order, session, movement, request.key)
        audit.record(
            actor=actor,
            action="payments.cheque.paid",
            subject=f"account:{order.account_id}",
            detail={"number": order.number, "transaction": movement.transaction_id},
            at=now,
        )
    return movement


def _check_payee(order: ChequePresentment) -> None:
    one_way = (order.drawer_id is None) != (order.credit_account_id is None)
    if not one_way or order.credit_account_id == order.account_id:
        message = "The cheque is to be paid in cash or to another account."
        raise ChequePayeeUnclear(message)


def payable(order: ChequePresentment, request_key: UUID) -> Cheque:
    """Return the cheque, locked, where it can be paid so; raises what pay raises of cheques."""
    _check_payee(order)
    cheque = cheques.lock(account_id=order.account_id, number=order.number)
    if cheque is None:
        message = f"The account was given no cheque number {order.number}."
        raise cheque_books.ChequeNotIssued(message)
    if cheque.state == ChequeState.STOPPED:
        message = f"Cheque {order.number} is stopped: {cheque.stop_reason}"
        raise cheque_books.ChequeStopped(message)
    paid = cheque.state == ChequeState.PAID
    if paid and not cheques.paid_with(cheque=cheque, request_key=request_key):
        message = f"Cheque {order.number} has been paid already."
        raise cheque_books.ChequeAlreadyPaid(message)
    return cheque


def _book(
    order: ChequePresentment,
    session: DrawerSession | None,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> Movement:
    ids = [each for each in (order.account_id, order.credit_account_id) if each is not None]
    refs = accounts.resolve(account_ids=ids)
    if session is not None:
        credit = booking.Side(session.drawer.ledger_account_id)
    else:
        credit = booking.Side.of(refs[ids[-1]])
    wanted = booking.Booking(
        kind=MovementKind.CHEQUE,
        debit=booking.Side.of(refs[order.account_id]),
        credit=credit,
        amount=order.amount,
        narrative=f"Cheque {order.number} {order.payee}".strip(),
    )
    try:
        return booking.book(booking=wanted, request=request, actor=actor, now=now)
    except booking.InsufficientFunds as refusal:
        if session is None:
            raise
        raise drawers.short(refusal, session) from None


def _keep(
    cheque: Cheque,
    order: ChequePresentment,
    session: DrawerSession | None,
    movement: Movement,
    request_key: UUID,
) -> None:
    cheques.add_payment(
        ChequePayment(
            cheque=cheque,
            txn_id=movement.transaction_id,
            amount_minor=order.amount.minor,
            currency=order.amount.currency.number,
            payee=order.payee,
            session=session,
            credit_account_id=order.credit_account_id,
            request_key=request_key,
            paid_at=movement.booked_at,
        )
    )
    if session is not None:
        drawers.keep(
            session=session,
            reason=CashReason.CHEQUE,
            amount=-order.amount,
            txn_id=movement.transaction_id,
            now=movement.booked_at,
        )
