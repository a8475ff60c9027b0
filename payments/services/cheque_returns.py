"""Cheques that come back unpaid."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.domain.cheques import ChequeReturn, CollectionState, CollectionView
from payments.domain.events import ChequeReturned
from payments.models import CollectedCheque
from payments.repositories import cheques
from payments.services import booking, cheque_collection, two_people

_FEES: Final = "4100"


class ReturnReasonMissing(BankError):
    """A return says why the other bank did not pay."""

    code = "return_reason_missing"
    cure = "Write down the other bank's reason, such as insufficient funds."


@needs("payments.handle_cheques")
@use_case
def return_unpaid(*, order: ChequeReturn, actor: Actor, now: datetime) -> CollectionView:
    """Take the credit back: the other bank did not pay. Its hold has kept the money.

    A fee is booked beside it where the account bears one; where it does not, the return stands
    without. Raises ReturnReasonMissing, CollectedChequeNotFound, CollectionFinished and booking's
    refusals; two_people.TakesTwoPeople for a fee above STAFF_PAYMENT_LIMIT.
    """
    if order.fee is not None:
        two_people.require_alone(actor=actor, amount=order.fee)
    if not order.reason.strip():
        message = "The return needs a reason."
        raise ReturnReasonMissing(message, field="reason")
    row = cheque_collection.locked(order.cheque_id, CollectionState.RETURNED)
    with transaction.atomic():
        row.final_txn_id = _take_back(row, actor, now)
        row.fee_txn_id = _charge(row, order.fee, actor, now)
        row.state, row.decided_at = CollectionState.RETURNED, now
        row.return_reason = order.reason.strip()
        cheques.save_collected(row)
    cheque_collection.record(row, actor, "returned", now)
    outbox.publish(
        ChequeReturned(
            account_id=str(row.account_id),
            amount=str(cheque_collection.amount_of(row).amount),
            currency=cheque_collection.amount_of(row).currency.code,
            reason=row.return_reason,
            fee_charged=row.fee_txn_id is not None,
        ),
        subject=f"cheque:{row.public_id}",
        at=now,
    )
    return cheque_collection.view(row)


def _take_back(row: CollectedCheque, actor: Actor, now: datetime) -> int:
    amount = cheque_collection.amount_of(row)
    posting = ledger.Posting(
        request=cheque_collection.key_for(row.credit_txn_id, "returned"),
        kind=ledger.TransactionKind.CHEQUE,
        legs=(
            ledger.Leg(row.ledger_account_id, -amount),
            ledger.Leg(
                cheque_collection.own_account(cheque_collection.IN_COLLECTION, row, now), amount
            ),
        ),
        actor=actor,
        narrative=f"Cheque {row.number} returned unpaid",
        value_date=row.clears_on,
        captures=(ledger.Capture(row.hold_id, amount),),
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome.txn_id


def _charge(row: CollectedCheque, fee: Money | None, actor: Actor, now: datetime) -> int | None:
    """Return the fee's transaction; None where there is none, or the account cannot bear it."""
    if fee is None:
        return None
    posting = ledger.Posting(
        request=cheque_collection.key_for(row.credit_txn_id, "fee"),
        kind=ledger.TransactionKind.FEE,
        legs=(
            ledger.Leg(row.ledger_account_id, -fee),
            ledger.Leg(cheque_collection.own_account(_FEES, row, now), fee),
        ),
        actor=actor,
        narrative=f"Fee for returned cheque {row.number}",
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    return None if isinstance(outcome, ledger.Refused) else outcome.txn_id
