"""Answering another bank's recall: the money goes back by pacs.004, or the answer is camt.029.

What nobody need ask about is answered at once. Otherwise staff ask the payee; without an answer
until the day it is due, the bank says so.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain import reasons
from payments.interbank.domain import recalls as rules
from payments.interbank.domain.iso20022.cancelling import write_refusal
from payments.interbank.domain.iso20022.pacs import RecallMessage, RecallRefusal
from payments.interbank.domain.items import Direction, FileKind, Network, RecallState
from payments.interbank.models import ExchangeFile, InboundItem, Recall
from payments.interbank.repositories import files, recalls
from payments.interbank.services import answering, nostro, outgoing
from payments.interbank.services.recall_asking import record
from payments.services import booking

KIND: Final = "interbank.recall_return"
_NO_ANSWER, _UNKNOWN, _BACK_BEFORE, _CLOSED = "NOAS", "NOOR", "ARDT", "AC04"


class RecallNotOpen(BankError):
    """There is no such recall of another bank's that waits for an answer."""

    code = "recall_not_open"
    cure = "Look at how it was answered."
    status = 409


class ConsentMissing(BankError):
    """The payee must agree before money is taken back from them."""

    code = "recall_consent_missing"
    cure = "Write down how and when the payee agreed, or refuse the recall."


class UnknownRefusal(BankError):
    """The reason is none of those that banks have agreed on."""

    code = "unknown_recall_refusal"
    cure = "Choose one of the reasons that are offered."


def take(recall: RecallMessage, file: ExchangeFile, *, now: datetime) -> bool:
    """Keep another bank's recall in the caller's use case, and answer what needs no asking.

    False, and nothing is kept, where the same payment's recall waits already.
    """
    inbound = recalls.inbound_of(
        message_id=recall.original_message_id, transaction_id=recall.transaction_id
    )
    if inbound is not None and _money(inbound) != recall.amount:
        inbound = None
    standing = recalls.stands_of_inbound(inbound) if inbound is not None else None
    if recalls.is_known(recall.case_id) or (standing and standing.state == RecallState.OPEN):
        return False
    answer = _answer_of(inbound, standing)
    row = Recall(
        direction=Direction.IN,
        state=RecallState.OPEN,
        case_id=recall.case_id,
        # What cannot be followed is about a payment that another recall may be about.
        inbound=None if answer else inbound,
        account_id=inbound.account_id if inbound else None,
        original_message_id=recall.original_message_id,
        transaction_id=recall.transaction_id,
        amount_minor=recall.amount.minor,
        currency=recall.amount.currency.code,
        reason=recall.reason,
        detail=recall.detail[:105],
        file=file,
        due_date=rules.answer_by(ledger.business_date(), days=settings.RECALL_ANSWER_DAYS),
        created_at=now,
    )
    recalls.add(row)
    record("received", row, {"reason": recall.reason}, nostro.ACTOR, now)
    if answer:
        _refuse(row, answer, recall.sender, nostro.ACTOR, now)
    return True


@needs("interbank.recall_payment")
@use_case
def request_return(
    *, recall_id: int, consent: str, reason: str, actor: Actor, now: datetime
) -> int:
    """Ask a second person to give recalled money back; returns the number of the request.

    `consent` says how and when the payee agreed; it may be empty where the other bank's own
    mistake brought the money. Raises RecallNotOpen, ConsentMissing, approvals.ReasonMissing and
    approvals.AlreadyRequested.
    """
    recall = _waiting(recall_id)
    if rules.needs_consent(recall.reason) and not consent.strip():
        message = f"A recall for the reason {recall.reason} needs the payee's consent."
        raise ConsentMissing(message, field="consent")
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"recall:{recall.pk}",
            payload={"recall": recall.pk, "case": recall.case_id, "consent": consent.strip()},
            reason=approvals.stated(reason),
            amount=Money(recall.amount_minor, Currency.of(recall.currency)),
        ),
        actor=actor,
        now=now,
    ).request_id


def execute_return(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Take the money from the payee and send it back, in the transaction that approves it.

    Raises RecallNotOpen, and booking's refusals where the account has not enough or gives nothing.
    """
    files.lock_network(Network.SEPA)
    recall = _waiting(int(str(request.payload["recall"])))
    inbound = recall.inbound
    assert inbound is not None  # noqa: S101 - a recall that waits is about one
    txn_id = _take_from_payee(recall, inbound, request.request_id, now)
    back = answering.Back(
        original=inbound.message_id,
        transaction_id=inbound.transaction_id,
        end_to_end_id=inbound.end_to_end_id,
        amount=_money(inbound),
        reason=reasons.code_of(Network.SEPA, reasons.RECALLED),
        is_debit=False,
    )
    answer = answering.give_back(Network.SEPA, [back], now=now)
    recalls.close(
        recall,
        RecallState.RETURNED,
        answer,
        at=now,
        txn_id=txn_id,
        consent=str(request.payload["consent"]),
    )
    record("followed", recall, {"request": request.request_id, "txn": txn_id}, actor, now)
    return f"transaction:{txn_id}"


@needs("interbank.recall_payment")
@use_case
def refuse(*, recall_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Tell the other bank that the money does not come back.

    Raises UnknownRefusal (`reason` is one of domain.recalls.REFUSALS) and RecallNotOpen.
    """
    if reason not in rules.REFUSALS:
        message = "No recall is refused for this reason."
        raise UnknownRefusal(message, field="reason")
    files.lock_network(Network.SEPA)
    _refuse(_waiting(recall_id), reason, "", actor, now)


@needs("interbank.exchange_files")
def refuse_overdue(*, day: date, actor: Actor, now: datetime) -> int:
    """Answer every recall whose day is over before `day`: the payee did not say; returns how many.

    One use case each; run again, none is answered twice.
    """
    return sum(
        _refuse_overdue(recall_id=each, actor=actor, now=now) for each in recalls.overdue(day=day)
    )


@use_case
def _refuse_overdue(*, recall_id: int, actor: Actor, now: datetime) -> int:
    files.lock_network(Network.SEPA)
    try:
        recall = _waiting(recall_id)
    except RecallNotOpen:
        return 0
    _refuse(recall, _NO_ANSWER, "", actor, now)
    return 1


def _waiting(recall_id: int) -> Recall:
    recall = recalls.lock(recall_id)
    if recall is None or (recall.direction, recall.state) != (Direction.IN, RecallState.OPEN):
        message = "No such recall waits for an answer."
        raise RecallNotOpen(message)
    return recall


def _answer_of(inbound: InboundItem | None, standing: Recall | None) -> str:
    """Return why a recall is refused without asking anybody; empty where somebody is asked."""
    if inbound is None or inbound.account_id is None:
        return _UNKNOWN
    if standing is not None or not recalls.is_credited(inbound):
        return _BACK_BEFORE
    account = accounts.resolve(account_ids=[inbound.account_id])[inbound.account_id]
    (balance,) = ledger.balances(account_ids=[account.ledger_account_id]).values()
    return _CLOSED if balance.status is ledger.AccountStatus.CLOSED else ""


def _refuse(recall: Recall, reason: str, receiver: str, actor: Actor, now: datetime) -> None:
    name, message_id = outgoing.file_name(Network.SEPA, FileKind.REFUSALS, ledger.business_date())
    message = RecallRefusal(
        message_id=message_id,
        case_id=recall.case_id,
        sender=settings.BANK_BIC,
        receiver=receiver,
        original_message_id=recall.original_message_id,
        transaction_id=recall.transaction_id,
        end_to_end_id=recall.inbound.end_to_end_id if recall.inbound else "",
        reason=reason,
        detail=rules.REFUSALS[reason],
    )
    answer = outgoing.keep_message(
        FileKind.REFUSALS,
        name,
        message_id,
        write_refusal(message, at=now),
        total_minor=0,
        now=now,
    )
    recalls.close(recall, RecallState.REFUSED, answer, at=now, refusal=reason)
    record("refused", recall, {"reason": reason}, actor, now)


def _take_from_payee(recall: Recall, inbound: InboundItem, request_id: int, now: datetime) -> int:
    assert inbound.account_id is not None  # noqa: S101 - it was credited
    account = accounts.resolve(account_ids=[inbound.account_id])[inbound.account_id]
    outcome = ledger.post(
        postings=[
            nostro.own_posting(
                name=f"recall/{recall.pk}/{request_id}",
                debit=account.ledger_account_id,
                credit=nostro.own_account(nostro.SUSPENSE, Network.SEPA, now),
                amount=_money(inbound),
                narrative=f"Recalled by the payer's bank ({recall.reason}): {inbound.remittance}",
            )
        ],
        now=now,
    )[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome.txn_id


def _money(inbound: InboundItem) -> Money:
    return Money(inbound.amount_minor, Currency.of(inbound.currency))
