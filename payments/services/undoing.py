"""The short time in which a customer may take back a payment that was just ordered.

The payment has been confirmed and screened; its money is set aside, and it waits as a held payment
does. It is booked when the time is over, by a task or by whoever looks at it next, and it is booked
or undone once: under a lock, by its state. A process that dies between leaves it waiting, with its
money set aside, for the next.

It is for payments that customers order in online banking to others. Between own accounts there is
nothing to fear, and an instant payment is to be with its payee within ten seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import TryAgain, requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.domain.held import HeldState, HeldView
from payments.domain.movements import PaymentOrder, TransferOrder
from payments.domain.undo import CHOICES, DEFAULT
from payments.models import HeldPayment
from payments.repositories import held_payments, undo_settings
from payments.services import booking, held, screening, self_service

_AT_ONCE: Final = 200
_CLOCK: Final = Actor.system("undo-window")


class UndoOver(BankError):
    """The payment is booked, was not made, or waits for the bank: there is nothing to undo."""

    code = "undo_over"
    cure = "Ask whom you have paid, or the bank, to give the money back."
    status = 409


class InvalidUndoTime(BankError):
    """The bank does not offer this time to undo payments."""

    code = "invalid_undo_time"
    cure = "Choose one of the times that the page offers."

    def __init__(self) -> None:
        super().__init__("This is no time that the bank offers.", field="seconds")


@needs("payments.make_payment")
def seconds_of(*, actor: Actor) -> int:
    """Return for how many seconds the customer may undo payments; 0 is never."""
    customer = self_service.customer_of(actor)
    if customer is None:
        return 0
    chosen = undo_settings.seconds_of(customer_id=customer.customer_id)
    return DEFAULT if chosen is None else chosen


@needs("payments.make_payment")
@use_case
def choose(*, seconds: int, actor: Actor, now: datetime) -> None:
    """Keep for how many seconds the customer may undo payments; raises InvalidUndoTime."""
    if seconds not in CHOICES:
        raise InvalidUndoTime
    customer = self_service.customer_of(actor)
    if customer is None:
        message = "There is no customer under this log-in."
        raise accounts.CustomerNotFound(message)
    undo_settings.choose(customer_id=customer.customer_id, seconds=seconds)
    audit.record(
        actor=actor,
        action="payments.undo_time.chosen",
        subject=f"customer:{customer.customer_id}",
        detail={"seconds": seconds},
        at=now,
    )


@needs("payments.make_payment")
def window_of(*, order: PaymentOrder | TransferOrder, actor: Actor) -> timedelta | None:
    """Return how long the customer may take this order back; None where it is booked at once.

    Raises accounts.AccountNotFound.
    """
    if isinstance(order, PaymentOrder):
        if order.is_instant:
            return None
    else:
        named = [order.debit_account_id, order.credit_account_id]
        refs = accounts.resolve(account_ids=named)
        if len({each.customer_id for each in refs.values()}) == 1:
            return None
    seconds = seconds_of(actor=actor)
    return timedelta(seconds=seconds) if seconds else None


@requires_transaction
def wait(
    leaving: screening.Leaving, within: timedelta | None, *, actor: Actor, now: datetime
) -> None:
    """Let a payment that screening lets go wait for its payer, with its money set aside.

    Raises screening.PaymentUndoable, and the refusals that booking it now would raise. Does nothing
    without `within`, or where the same request was answered before: the books answer it again.
    """
    request = leaving.request
    if within is None or held_payments.of_requests([request]):
        return
    if ledger.answered(requests=[request]):
        return
    row = screening.row_of(leaving, actor, now)
    row.state, row.undo_until = HeldState.UNDOABLE, now + within
    row.expires_at = row.undo_until
    _try(row, actor, now)
    placed = screening.set_aside(row, leaving, actor, now)
    if isinstance(placed, ledger.Refused):
        raise booking.refusal(placed)
    row.hold_id = placed.hold_id
    if not held_payments.add(row):
        raise TryAgain
    raise screening.PaymentUndoable(screening.view(row), replayed=False)


@needs("payments.make_payment")
@use_case
def undo(*, held_id: UUID, actor: Actor, now: datetime) -> HeldView:
    """Take a payment back and free its money; again, it stays undone.

    Raises held.HeldPaymentNotFound for what another has ordered, and UndoOver.
    """
    row = held_payments.get_locked_by_id(public_id=held_id)
    if row is None or row.ordered_by != str(actor):
        message = "There is no such payment of yours."
        raise held.HeldPaymentNotFound(message)
    if row.state == HeldState.UNDONE:
        return screening.view(row)
    if row.state != HeldState.UNDOABLE or now >= row.expires_at:
        message = "The time to undo this payment is over."
        raise UndoOver(message)
    held.finish(row, HeldState.UNDONE, str(actor), actor, now)
    return screening.view(row)


def look(*, held_id: UUID, now: datetime) -> HeldView:
    """Return a held payment as its payer sees it, booked if its time to be undone is over.

    Raises held.HeldPaymentNotFound.
    """
    found = held.get(held_id=held_id)
    is_due = found.undo_until is not None and now >= found.undo_until
    if is_due and found.transaction_id is None:
        _end(held_id=held_id, now=now)
        found = held.get(held_id=held_id)
    return found


@needs("payments.end_held_payment")
def book_due(*, now: datetime, actor: Actor) -> int:
    """Book what can no longer be undone, each in a use case of its own; returns how many ended."""
    del actor
    ended = 0
    while due := held_payments.undoable_until(at=now, limit=_AT_ONCE):
        ended += sum(_end(held_id=each, now=now) for each in due)
    return ended


@use_case
def _end(*, held_id: UUID, now: datetime) -> bool:
    row = held_payments.get_locked_by_id(public_id=held_id)
    if row is None or row.state != HeldState.UNDOABLE or now < row.expires_at:
        return False
    held.book(row, str(_CLOCK), _CLOCK, now)
    return True


def _try(row: HeldPayment, actor: Actor, now: datetime) -> None:
    """Book the payment and take it back at once; raises the refusals of that.

    Whoever pays hears now what stands against it, and not when the time is over.
    """
    with transaction.atomic():
        held.booked(row, actor, now)
        transaction.set_rollback(True)  # of this savepoint alone
