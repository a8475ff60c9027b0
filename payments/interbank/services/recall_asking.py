"""Recalling an own payment: asked for by one person, allowed by another, sent as camt.056."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.interbank.domain import recalls as rules
from payments.interbank.domain.iso20022.cancelling import write_recall
from payments.interbank.domain.iso20022.composing import bank_of
from payments.interbank.domain.iso20022.pacs import RecallMessage, RecallRefusal
from payments.interbank.domain.items import (
    Direction,
    FileKind,
    ItemKind,
    ItemState,
    Network,
    RecallState,
)
from payments.interbank.models import ExchangeFile, Item, Recall
from payments.interbank.repositories import files, recalls
from payments.interbank.services import nostro, outcomes, outgoing

KIND: Final = "interbank.recall"


class NotRecallable(BankError):
    """The payment is none that can be asked back: it has not settled, or has come back."""

    code = "not_recallable"
    cure = "Recall a SEPA payment that has settled and has not come back."
    status = 409


class RecallTooLate(BankError):
    """The time in which a payment may be recalled for this reason is over."""

    code = "recall_too_late"
    cure = "Ask the payer to settle it with the payee."
    status = 409


class RecallStands(BankError):
    """The payment has been recalled, and not been refused."""

    code = "recall_stands"
    cure = "Wait for the other bank's answer."
    status = 409


class UnknownReason(BankError):
    """The reason is none of those that banks have agreed on."""

    code = "unknown_recall_reason"
    cure = "Choose one of the reasons that are offered."


@needs("interbank.recall_payment")
@use_case
def request_recall(*, item_id: int, reason: str, detail: str, actor: Actor, now: datetime) -> int:
    """Ask a second person to recall a payment; returns the number of the request.

    `reason` is one of domain.recalls.REASONS, `detail` says more, to whoever decides and to the
    other bank. Raises UnknownReason, NotRecallable, RecallTooLate, RecallStands,
    approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    item = _recallable(item_id, reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"interbank_item:{item.pk}",
            payload={"item": item.pk, "reason": reason, "end_to_end_id": item.end_to_end_id},
            reason=approvals.stated(detail),
            amount=outcomes.amount_of(item),
        ),
        actor=actor,
        now=now,
    ).request_id


def execute_recall(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Send the recall, in the transaction in which it is approved; raises what request_recall does.

    The money stays where it is: only the other bank's pacs.004 brings it back.
    """
    reason = str(request.payload["reason"])
    files.lock_network(Network.SEPA)
    item = _recallable(int(str(request.payload["item"])), reason)
    today = ledger.business_date()
    name, case_id = outgoing.file_name(Network.SEPA, FileKind.RECALLS, today)
    file = _file(item, name, case_id, reason, request.reason, now)
    assert item.trace is not None and item.file is not None  # noqa: S101, PT018 - it has settled
    recall = Recall(
        direction=Direction.OUT,
        state=RecallState.OPEN,
        case_id=case_id,
        item=item,
        account_id=item.account_id,
        original_message_id=item.file.message_id,
        transaction_id=item.trace.number,
        amount_minor=item.amount_minor,
        currency=item.currency,
        reason=reason,
        detail=request.reason[:105],
        file=file,
        due_date=rules.answer_by(today, days=settings.RECALL_ANSWER_DAYS),
        created_at=now,
    )
    recalls.add(recall)
    detail = {"payment": item.end_to_end_id, "reason": reason, "request": request.request_id}
    record("sent", recall, detail, actor, now)
    return f"recall:{recall.case_id}"


def came_back(item: Item, answer: ExchangeFile, *, now: datetime) -> None:
    """Close the recall, if any, of a payment that has come back; in the caller's use case."""
    recall = recalls.open_of_item(item)
    if recall is not None:
        recalls.close(recall, RecallState.RETURNED, answer, at=now)
        record("followed", recall, {}, nostro.ACTOR, now)


def was_refused(refusal: RecallRefusal, answer: ExchangeFile, *, now: datetime) -> bool:
    """Note in the caller's use case that the other bank said no; False where nobody had asked."""
    recall = recalls.open_of_case(case_id=refusal.case_id, transaction_id=refusal.transaction_id)
    if recall is None:
        return False
    recalls.close(recall, RecallState.REFUSED, answer, at=now, refusal=refusal.reason)
    record("refused", recall, {"reason": refusal.reason}, nostro.ACTOR, now)
    return True


def record(
    what: str, recall: Recall, detail: dict[str, object], actor: Actor, now: datetime
) -> None:
    """Write down in the audit trail what became of a recall."""
    audit.record(
        actor=actor,
        action=f"interbank.recall.{what}",
        subject=f"recall:{recall.case_id}",
        detail=detail,
        at=now,
    )


def _recallable(item_id: int, reason: str) -> Item:
    if reason not in rules.REASONS:
        message = "Nobody recalls a payment for this reason."
        raise UnknownReason(message, field="reason")
    item = recalls.lock_item(item_id)
    if item is None or not _is_settled_transfer(item):
        message = "There is no such payment that could come back."
        raise NotRecallable(message)
    if recalls.stands(item):
        message = "The payment has been recalled."
        raise RecallStands(message)
    assert item.file is not None  # noqa: S101 - it has settled
    settled_on = recalls.settled_on(item.file) or item.due_date
    last = rules.last_day(reason, settled_on, days=settings.RECALL_DAYS)
    if ledger.business_date() > last:
        message = f"For this reason it could be recalled until {last}."
        raise RecallTooLate(message)
    return item


def _is_settled_transfer(item: Item) -> bool:
    return (item.network, item.kind, item.state) == (
        Network.SEPA,
        ItemKind.CREDIT,
        ItemState.SETTLED,
    ) and item.payment_txn_id is not None


def _file(
    item: Item, name: str, case_id: str, reason: str, detail: str, now: datetime
) -> ExchangeFile:
    assert item.trace is not None and item.file is not None  # noqa: S101, PT018 - it has settled
    message = RecallMessage(
        case_id=case_id,
        sender=settings.BANK_BIC,
        receiver=bank_of(item.other_account),
        original_message_id=item.file.message_id,
        transaction_id=item.trace.number,
        end_to_end_id=item.end_to_end_id,
        amount=outcomes.amount_of(item),
        settled_on=recalls.settled_on(item.file),
        reason=reason,
        detail=detail,
    )
    return outgoing.keep_message(
        FileKind.RECALLS,
        name,
        case_id,
        write_recall(message, at=now),
        total_minor=item.amount_minor,
        now=now,
    )
