"""Cheques on other banks: credited under reservation, then cleared or returned."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.domain.cheques import (
    COLLECTION_CHANGES,
    ChequeDeposit,
    CollectionState,
    CollectionView,
)
from payments.domain.clearing_days import clearing_day_after
from payments.domain.movements import Movement, MovementKind
from payments.models import CollectedCheque
from payments.repositories import cheques
from payments.services import booking, two_people

IN_COLLECTION: Final = "1050"
_NOSTRO: Final = "1100"
_CHUNK: Final = 100


class ChequeInCollection(BankError):
    """The cheque is credited already, and has not come back."""

    code = "cheque_in_collection"
    cure = "Compare bank, account and number with the cheque; it can be handed in once."
    status = 409


class CannotReserve(BankError):
    """The account cannot be credited under reservation."""

    code = "cannot_reserve"
    cure = "Take the cheque in once the account is open and within its limit."
    status = 409


@needs("payments.handle_cheques")
@use_case
def deposit(
    *, order: ChequeDeposit, request: ledger.RequestKey, actor: Actor, now: datetime
) -> CollectionView:
    """Credit a cheque on another bank under reservation, and send it there for its money.

    The amount is held until the close of the day CHEQUE_CLEARING_DAYS days of interbank settlement
    later, which is its value date as well. Raises ChequeInCollection, CannotReserve,
    accounts.AccountNotFound and booking's refusals.
    """
    account = accounts.resolve(account_ids=[order.account_id])[order.account_id]
    clears_on = clearing_day_after(ledger.business_date(), settings.CHEQUE_CLEARING_DAYS)
    movement = _credit(order, account, clears_on, request, actor, now)
    if movement.replayed:
        return _replayed(movement.transaction_id)
    bank, drawn_on = _normal(order.drawn_on_bank), _normal(order.drawn_on_account)
    if cheques.collected_already(bank=bank, account=drawn_on, number=order.number):
        raise ChequeInCollection(_credited(order.number, bank))
    row = CollectedCheque(
        account_id=order.account_id,
        ledger_account_id=account.ledger_account_id,
        amount_minor=order.amount.minor,
        currency=order.amount.currency.number,
        drawn_on_bank=bank,
        drawn_on_account=drawn_on,
        number=order.number,
        state=CollectionState.IN_COLLECTION,
        deposited_at=now,
        clears_on=clears_on,
        credit_txn_id=movement.transaction_id,
        hold_id=_reserve(account, order, movement.transaction_id, actor, now),
    )
    try:
        cheques.add_collected(row)
    except IntegrityError as error:
        raise ChequeInCollection(_credited(row.number, bank)) from error
    record(row, actor, "deposited", now)
    return view(row)


class CollectedChequeNotFound(BankError):
    """There is no such cheque in collection."""

    code = "collected_cheque_not_found"
    cure = "Choose a cheque in the list."
    status = 404


class CollectionFinished(BankError):
    """The cheque has been cleared or returned already."""

    code = "collection_finished"
    cure = "Look at what became of the cheque."
    status = 409


@needs("payments.handle_cheques")
@use_case
def clear(*, cheque_id: UUID, actor: Actor, now: datetime) -> CollectionView:
    """Note that the other bank has paid: the customer may spend the money from now on.

    Raises CollectedChequeNotFound, CollectionFinished, and two_people.TakesTwoPeople where a
    member of staff would free more than STAFF_PAYMENT_LIMIT.
    """
    row = locked(cheque_id, CollectionState.CLEARED)
    two_people.require_alone(actor=actor, amount=amount_of(row))
    return make_cleared(cheque_id=cheque_id, actor=actor, now=now)


def make_cleared(*, cheque_id: UUID, actor: Actor, now: datetime) -> CollectionView:
    """Clear the cheque in the caller's use case; raises what clear raises of cheques."""
    row = locked(cheque_id, CollectionState.CLEARED)
    _clear([row], booking_date=None, actor=actor, now=now)
    return view(row)


def clear_due(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """Clear every cheque that is due by `day` and was not returned: a step of the end of day."""
    del next_day
    cleared = 0
    while done := _clear_chunk(day=day, actor=actor, now=now):
        cleared += done
    return {"cheques cleared": cleared}


def get(*, cheque_id: UUID) -> CollectionView:
    """Return the cheque; raises CollectedChequeNotFound."""
    return view(_found(cheques.get_collected(cheque_id), cheque_id))


def view(row: CollectedCheque) -> CollectionView:
    """Return what is told of a cheque in collection."""
    return CollectionView(
        cheque_id=row.public_id,
        account_id=row.account_id,
        amount=amount_of(row),
        number=row.number,
        state=CollectionState(row.state),
        clears_on=row.clears_on,
        transaction_id=row.credit_txn_id,
        return_reason=row.return_reason,
        fee_charged=row.fee_txn_id is not None,
    )


@use_case
def _clear_chunk(*, day: date, actor: Actor, now: datetime) -> int:
    rows = cheques.lock_due(day=day, limit=_CHUNK)
    if rows:
        _clear(rows, booking_date=day, actor=actor, now=now)
    return len(rows)


def _clear(
    rows: Sequence[CollectedCheque], *, booking_date: date | None, actor: Actor, now: datetime
) -> None:
    """Book what the other banks paid, and free the customers' money."""
    postings = [
        ledger.Posting(
            request=key_for(row.credit_txn_id, "cleared"),
            kind=ledger.TransactionKind.CHEQUE,
            legs=(
                ledger.Leg(own_account(_NOSTRO, row, now), -amount_of(row)),
                ledger.Leg(own_account(IN_COLLECTION, row, now), amount_of(row)),
            ),
            actor=actor,
            narrative=f"Cheque {row.number} cleared",
            booking_date=booking_date,
        )
        for row in rows
    ]
    with transaction.atomic():
        for row, outcome in zip(rows, ledger.post(postings=postings, now=now), strict=True):
            if isinstance(outcome, ledger.Refused):
                raise booking.refusal(outcome)
            with contextlib.suppress(ledger.HoldNotOpen):  # freed by hand before
                ledger.release_hold(hold_id=row.hold_id, actor=actor, now=now)
            row.state, row.final_txn_id = CollectionState.CLEARED, outcome.txn_id
            row.decided_at = now
            cheques.save_collected(row)
            record(row, actor, "cleared", now)


def _credit(
    order: ChequeDeposit,
    account: accounts.AccountRef,
    clears_on: date,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> Movement:
    collection = ledger.internal_account(
        gl_code=IN_COLLECTION, currency=order.amount.currency, opened_on=now.date()
    )
    return booking.book(
        booking=booking.Booking(
            kind=MovementKind.CHEQUE,
            debit=booking.Side(collection),
            credit=booking.Side.of(account),
            amount=order.amount,
            narrative=f"Cheque {order.number} subject to payment",
            value_date=clears_on,
        ),
        request=request,
        actor=actor,
        now=now,
    )


def _replayed(transaction_id: int) -> CollectionView:
    row = cheques.collected_by_transaction(transaction_id=transaction_id)
    assert row is not None  # noqa: S101 - written with the transaction
    return view(row)


def _reserve(
    account: accounts.AccountRef,
    order: ChequeDeposit,
    transaction_id: int,
    actor: Actor,
    now: datetime,
) -> int:
    placed = ledger.place_hold(
        order=ledger.HoldOrder(
            request=key_for(transaction_id, "hold"),
            account_id=account.ledger_account_id,
            amount=order.amount,
            reference=f"cheque {order.number} in collection",
        ),
        actor=actor,
        now=now,
    )
    if isinstance(placed, ledger.Refused):
        message = "The account is blocked or below its limit: the amount cannot be reserved."
        raise CannotReserve(message)
    return placed.hold_id


def locked(cheque_id: UUID, wanted: CollectionState) -> CollectedCheque:
    """Return the cheque, locked, for a change that the table of changes allows.

    Raises CollectedChequeNotFound and CollectionFinished.
    """
    row = _found(cheques.lock_collected(cheque_id), cheque_id)
    if wanted not in COLLECTION_CHANGES[CollectionState(row.state)]:
        message = f"Cheque {row.number} is {row.state.lower()} already."
        raise CollectionFinished(message)
    return row


def _found(row: CollectedCheque | None, cheque_id: UUID) -> CollectedCheque:
    if row is None:
        message = f"There is no cheque {cheque_id} in collection."
        raise CollectedChequeNotFound(message)
    return row


def amount_of(row: CollectedCheque) -> Money:
    """Return the cheque's amount."""
    return Money(row.amount_minor, Currency.numbered(row.currency))


def own_account(gl_code: str, row: CollectedCheque, now: datetime) -> int:
    """Return the bank's own account of this line in the cheque's currency."""
    return ledger.internal_account(
        gl_code=gl_code, currency=Currency.numbered(row.currency), opened_on=now.date()
    )


def key_for(transaction_id: int, what: str) -> ledger.RequestKey:
    """Return the key of what is done once with the cheque that this transaction credited."""
    key = uuid5(NAMESPACE_URL, f"bankcore:cheque/{transaction_id}/{what}")
    return ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2)


def _credited(number: str, bank: str) -> str:
    return f"Cheque {number} of {bank} is credited already."


def _normal(text: str) -> str:
    """Return a bank's or account's code without the blanks that people write into it."""
    return "".join(text.split()).upper()


def record(row: CollectedCheque, actor: Actor, done: str, now: datetime) -> None:
    """Write into the audit trail what was done with the cheque."""
    audit.record(
        actor=actor,
        action=f"payments.cheque.{done}",
        subject=f"cheque:{row.public_id}",
        detail={"number": row.number, "amount": str(amount_of(row))},
        at=now,
    )
