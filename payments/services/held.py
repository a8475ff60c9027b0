"""What becomes of held payments: booked once, ended by the bank, or ended by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import attempt, requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.domain.bulk_files import Reason
from payments.domain.events import HeldPaymentEnded
from payments.domain.held import WAITING, HeldState, HeldStatus, HeldView
from payments.domain.movements import Movement, MovementKind, PaymentOrder
from payments.models import HeldPayment
from payments.payees import public as payees
from payments.repositories import bulk_files, external_payments, held_payments
from payments.services import booking, instant, screening

_COME_WITHIN: Final = timedelta(days=1)
_AT_ONCE: Final = 200
_NOT_MADE: Final = Reason("payment_declined", "The bank does not make this payment.")


class HeldPaymentNotFound(BankError):
    """There is no such held payment."""

    code = "held_payment_not_found"
    cure = "Check the id."
    status = 404


@needs("payments.end_held_payment")
@use_case
def end(
    *, reference: str, goes_on: bool, decided_by: str, actor: Actor, now: datetime
) -> HeldView | None:
    """Book a held payment, or free its money, as the case about it was decided.

    `reference` is risk's name for the payment. What has ended stays as it ended, however often
    this is asked and by how many at once: then None. The books are asked again before it is booked:
    where they refuse, or its time is over, it ends and its money is free.
    """
    row = held_payments.get_locked(reference=reference)
    if row is None or row.state != HeldState.HELD:
        return None
    if now >= row.expires_at:
        finish(row, HeldState.EXPIRED, decided_by, actor, now)
    elif not goes_on:
        finish(row, HeldState.REJECTED, decided_by, actor, now)
    elif row.at_counter:
        row.state, row.expires_at = HeldState.READY, now + _COME_WITHIN
        held_payments.save_ready(row)
        _record(row, decided_by, actor, now)
    else:
        book(row, decided_by, actor, now)
    return screening.view(row)


@needs("payments.end_held_payment")
def expire_due(*, now: datetime, actor: Actor) -> int:
    """End every held payment whose time is over, each in a use case of its own; returns how many.

    Nobody may sit on a customer's money by not deciding.
    """
    ended = 0
    while due := held_payments.references_due(at=now, limit=_AT_ONCE):
        ended += sum(_expire(reference=each, actor=actor, now=now) for each in due)
    return ended


@use_case
def _expire(*, reference: str, actor: Actor, now: datetime) -> bool:
    row = held_payments.get_locked(reference=reference)
    if row is None or row.state not in WAITING or now < row.expires_at:
        return False
    finish(row, HeldState.EXPIRED, str(actor), actor, now)
    return True


@requires_transaction
def ready(
    *, account_id: UUID, order: booking.Booking
) -> tuple[HeldPayment, booking.Booking] | None:
    """Return cash that the bank has let go and its payer has come for, and how it is booked.

    Locked; `collected` follows when it is paid out. None where nothing of this amount is ready.
    """
    row = held_payments.ready_locked(
        account_id=account_id, minor=order.amount.minor, currency=order.amount.currency.code
    )
    return None if row is None else (row, order.capturing(row.hold_id))


@requires_transaction
def collected(row: HeldPayment, movement: Movement, *, actor: Actor, now: datetime) -> None:
    """Note that the payer has the cash."""
    row.txn_id = movement.transaction_id
    _close(row, HeldState.BOOKED, str(actor), actor, now)


def get(*, held_id: UUID) -> HeldView:
    """Return a held payment as its payer sees it; raises HeldPaymentNotFound."""
    row = held_payments.get(public_id=held_id)
    if row is None:
        message = "There is no such held payment."
        raise HeldPaymentNotFound(message)
    return screening.view(row)


def waiting(*, account_ids: Sequence[UUID]) -> list[HeldView]:
    """Return the payments from these accounts that the bank is looking at, the newest first."""
    return [screening.view(row) for row in held_payments.waiting_of(account_ids)]


@requires_transaction
def book(row: HeldPayment, decided_by: str, actor: Actor, now: datetime) -> None:
    """Book a locked row that waits with the money set aside for it, or end it refused."""
    answer = attempt(lambda: booked(row, actor, now))
    if isinstance(answer, BankError):
        row.refusal_code = answer.code
        finish(row, HeldState.REFUSED, decided_by, actor, now)
        return
    row.txn_id = answer.transaction_id
    if answer.replayed:  # the same request was let go at the same moment: its money is not needed
        _free(row, actor, now)
    _close(row, HeldState.BOOKED, decided_by, actor, now)
    if row.channel == screening.WEB:
        _mark_payee(row, now)


def _mark_payee(row: HeldPayment, now: datetime) -> None:
    """Note at the customer's saved payee, if it is one, that it was paid."""
    account = row.creditor_iban
    if row.credit_account_id is not None:
        account = accounts.resolve(account_ids=[row.credit_account_id])[row.credit_account_id].iban
    user_id = int(row.ordered_by.rpartition(":")[2])
    payees.mark_paid(account=account, user_id=user_id, now=now)


@requires_transaction
def booked(row: HeldPayment, actor: Actor, now: datetime) -> Movement:
    """Book it as it would have been; raises booking's refusals and those of limits of use."""
    kind, amount = MovementKind(row.kind), screening.amount_of(row)
    named = [each for each in (row.account_id, row.credit_account_id) if each is not None]
    refs = accounts.resolve(account_ids=named)
    if row.credit_account_id is not None:
        credit = booking.Side.of(refs[row.credit_account_id])
    else:
        gl_code = booking.CLEARING if kind is MovementKind.PAYMENT else booking.VAULT
        credit = booking.Side(
            ledger.internal_account(gl_code=gl_code, currency=amount.currency, opened_on=now.date())
        )
    movement = booking.book(
        booking=booking.Booking(
            kind=kind,
            debit=booking.Side.of(refs[row.account_id]),
            credit=credit,
            amount=amount,
            narrative=row.narrative,
            hold_id=row.hold_id,
        ),
        request=ledger.RequestKey(
            ledger.KeySource(row.source), row.request_key, bytes(row.request_hash)
        ),
        actor=actor,
        now=now,
    )
    if kind is MovementKind.PAYMENT and not movement.replayed:
        _send(row, movement, now)
    return movement


def _send(row: HeldPayment, movement: Movement, now: datetime) -> None:
    """Have a payment sent as it was ordered: at once, as long as the bank offers that.

    Where it no longer does, it goes as an ordinary payment, and its payer is told so.
    """
    order = PaymentOrder(
        account_id=row.account_id,
        amount=screening.amount_of(row),
        creditor_iban=row.creditor_iban,
        creditor_name=row.creditor_name,
        remittance=row.remittance,
        is_instant=row.is_instant,
    )
    if not instant.is_offered(order):
        row.as_ordinary, order = True, replace(order, is_instant=False)
    external_payments.add(
        transaction_id=movement.transaction_id,
        order=order,
        creditor_iban=row.creditor_iban,
        at=now,
    )
    instant.tell(order, movement, now=now)


def finish(
    row: HeldPayment, state: HeldState, decided_by: str, actor: Actor, now: datetime
) -> None:
    """End a locked row without booking, its money free again."""
    _free(row, actor, now)
    _close(row, state, decided_by, actor, now)


def _free(row: HeldPayment, actor: Actor, now: datetime) -> None:
    assert row.hold_id is not None  # noqa: S101 - the table's CHECK
    ledger.release_hold(hold_id=row.hold_id, actor=actor, now=now)


def _close(
    row: HeldPayment, state: HeldState, decided_by: str, actor: Actor, now: datetime
) -> None:
    row.state, row.ended_at, row.ended_by = state, now, decided_by
    held_payments.save_end(row)
    if row.origin:
        _end_line(row)
    _record(row, decided_by, actor, now)
    if row.undo_until is None:  # what was only waiting for its payer was told of to nobody
        screening.tell(row, HeldPaymentEnded, now)


def _end_line(row: HeldPayment) -> None:
    """Let the line of a file that it is of come to what it came to."""
    booked = screening.view(row).status is HeldStatus.BOOKED
    reason = None if booked else _why(row)
    bulk_files.end_held(line_id=int(row.origin), txn_id=row.txn_id, reason=reason)


def _why(row: HeldPayment) -> Reason:
    if row.state != HeldState.REFUSED:
        return _NOT_MADE
    refusal = booking.refusal_of_code(row.refusal_code)
    return Reason(row.refusal_code, refusal.message)


def _record(row: HeldPayment, decided_by: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"payments.held_payment.{row.state.lower()}",
        subject=f"held_payment:{row.public_id}",
        detail={"decided_by": decided_by, "transaction_id": row.txn_id},
        at=now,
    )
