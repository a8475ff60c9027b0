"""Deciding disputes: against the customer by one person, for the customer by two.

What is given back is the bank's loss (line 5900) and has value on the day on which it was taken,
as Article 73 of Directive (EU) 2015/2366 asks. What the bank gets back from whoever had the money
is booked where that comes in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.correspondence.domain.disputes import (
    AGAINST,
    FOR_CUSTOMER,
    DisputeState,
    Ground,
)
from payments.correspondence.models import Dispute
from payments.correspondence.repositories import disputes, threads
from payments.correspondence.services import people, writing
from payments.correspondence.services.disputes import amount_of, missing, open_row, record
from payments.correspondence.services.writing import Letter
from payments.services import booking

KIND: Final = "correspondence.refund"
LOSSES: Final = "5900"

# What the customer reads in the dispute's thread of why it was decided so.
SENTENCES: Final[Mapping[Ground, str]] = {
    Ground.NOT_AUTHORISED: "You did not authorise this payment: you have the money back.",
    Ground.BANKS_MISTAKE: "We made a mistake: you have the money back.",
    Ground.PAID_TWICE: "It was paid twice: you have the money back.",
    Ground.GOODWILL: "We give you the money back as a goodwill, without admitting a duty.",
    Ground.AUTHORISED: "The payment was confirmed with your second factor, so it stays booked.",
    Ground.GROSS_NEGLIGENCE: "The payment could be made because access data were passed on, so it"
    " stays booked.",
    Ground.NOTHING_WRONG: "We found the entry in order, so it stays booked.",
    Ground.WITH_THE_PAYEE: "This is to be settled with whoever was paid: we cannot take it back.",
}


class WrongGround(BankError):
    """The ground does not go with the decision."""

    code = "dispute_ground_wrong"
    cure = "Choose a ground that goes with the decision."


class RefundAsked(BankError):
    """A second person is asked already whether the money is given back."""

    code = "dispute_refund_asked"
    cure = "Wait for the colleague's decision, or have the request refused."
    status = 409


@needs("correspondence.decide_dispute")
@use_case
def take(*, dispute_id: UUID, actor: Actor, now: datetime) -> None:
    """Look into a dispute, from somebody else too; raises DisputeNotFound and DisputeDecided."""
    row = _served(dispute_id, actor)
    disputes.take(row, by=str(actor))
    record(row, "taken", actor, now)


@needs("correspondence.decide_dispute")
@use_case
def decline(
    *, dispute_id: UUID, ground: Ground, words: str, request_key: UUID, actor: Actor, now: datetime
) -> None:
    """Decide against the customer, who reads why in the thread, and `words` besides.

    Raises DisputeNotFound, DisputeDecided, RefundAsked, WrongGround and MessageRefused.
    """
    row = _served(dispute_id, actor)
    _not_asked(row)
    if ground not in AGAINST:
        message = "This ground is for giving the money back."
        raise WrongGround(message, field="ground")
    disputes.decide(row, DisputeState.LOST, by=str(actor), at=now, ground=ground)
    _tell(row, ground, request_key, actor, now, words=words)
    record(row, "lost", actor, now, ground=ground)


@needs("correspondence.decide_dispute")
@use_case
def ask_for_refund(
    *, dispute_id: UUID, ground: Ground, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to give the money back; `reason` is for that person alone.

    Raises DisputeNotFound, DisputeDecided, RefundAsked, WrongGround and approvals.ReasonMissing.
    """
    row = _served(dispute_id, actor)
    _not_asked(row)
    if ground not in FOR_CUSTOMER:
        message = "This ground is for leaving the entry as it is."
        raise WrongGround(message, field="ground")
    if not reason.strip():
        message = "Giving money back takes two people: say why, for the one who decides."
        raise approvals.ReasonMissing(message, field="reason")
    amount = amount_of(row)
    asked = approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"dispute:{row.public_id}",
            payload={
                "dispute_id": str(row.public_id),
                "ground": ground.value,
                "amount": str(amount.amount),
                "currency": amount.currency.code,
            },
            reason=reason.strip(),
            amount=amount,
            parties=tuple({each.author for each in threads.messages(row.thread)} - {str(actor)}),
        ),
        actor=actor,
        now=now,
    )
    disputes.ask(row, request_id=asked.request_id)
    if row.state == DisputeState.RECEIVED:
        disputes.take(row, by=str(actor))
    record(row, "refund_asked", actor, now, ground=ground, request=asked.request_id)
    return asked


def execute_refund(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Give the money back, in the use case in which a second person approves it.

    Raises DisputeDecided where the customer has withdrawn it, and booking's refusals.
    """
    row = open_row(disputes.lock(UUID(str(request.payload["dispute_id"]))))
    ground = Ground(str(request.payload["ground"]))
    key = uuid5(NAMESPACE_URL, f"bankcore:approval/{request.request_id}")
    txn_id = _refunded(row, key, actor, now)
    disputes.decide(
        row, DisputeState.WON, by=str(actor), at=now, ground=ground, refund_txn_id=txn_id
    )
    _tell(row, ground, key, actor, now)
    record(row, "won", actor, now, ground=ground, refund=txn_id, maker=request.maker)
    return f"transaction:{txn_id}"


def _refunded(row: Dispute, key: UUID, actor: Actor, now: datetime) -> int:
    amount = amount_of(row)
    account = accounts.resolve(account_ids=[row.account.public_id])[row.account.public_id]
    losses = ledger.internal_account(
        gl_code=LOSSES, currency=amount.currency, opened_on=ledger.business_date()
    )
    posting = ledger.Posting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.GENERAL,
        legs=(ledger.Leg(losses, -amount), ledger.Leg(account.ledger_account_id, amount)),
        actor=actor,
        narrative=f"Refund of a disputed entry of {row.booked_on.isoformat()}",
        value_date=row.value_date,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome.txn_id


def _tell(
    row: Dispute, ground: Ground, request_key: UUID, actor: Actor, now: datetime, words: str = ""
) -> None:
    body = f"{SENTENCES[ground]}\n\n{words.strip()}".strip()
    letter = Letter(body=body, request_key=request_key)
    thread = threads.lock(row.thread.public_id)
    assert thread is not None  # noqa: S101 - a dispute has one
    writing.say(thread, letter, actor=actor, now=now)


def _served(dispute_id: UUID, actor: Actor) -> Dispute:
    row = disputes.lock(dispute_id)
    if row is None or not people.serves(actor, row.customer.public_id):
        raise missing()
    return open_row(row)


def _not_asked(row: Dispute) -> None:
    """Raise RefundAsked while a request for it waits; one that was refused binds nobody."""
    if row.request_id is None:
        return
    if approvals.get(request_id=row.request_id).state is approvals.State.REQUESTED:
        message = f"Request {row.request_id} waits for a second person."
        raise RefundAsked(message)
