"""Instant payments to customers: decided and answered at once, booked when the network confirms.

The decision is written down with its answer before the answer leaves; the same message gets the
same answer, whoever asks again. What the network then says, in reply to the answer or to a
question, is the end: the money is booked, once, or the payer has it back and nothing happens here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from bankcore import clock
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain import instant as answers
from payments.interbank.domain import reasons
from payments.interbank.domain.instant import Said
from payments.interbank.domain.iso20022.inquiring import write_inquiry
from payments.interbank.domain.iso20022.pacs import (
    Status,
    StatusMessage,
    StatusRequest,
    Transfer,
    TransferMessage,
    TransferStatus,
)
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.pacs_writing import CREDIT_TRANSFERS, write_status
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.items import (
    FileKind,
    FileState,
    InboundState,
    IncomingState,
    ItemKind,
    Network,
)
from payments.interbank.domain.received import Incoming
from payments.interbank.models import InboundItem, InstantIncoming
from payments.interbank.repositories import files, instant
from payments.interbank.services import inbound, instant_checks, instant_wire, nostro, outgoing
from payments.interbank.services.instant_checks import Checked

PAUSE: Final = timedelta(seconds=1)
_LONGEST_NAME: Final = 11


@needs("interbank.exchange_files")
def take_next(*, seconds: float, actor: Actor) -> bool:
    """Fetch one payment that waits for the bank, answer it, and book it once it is confirmed.

    Waits so many seconds for one; returns whether there was any. Use cases of its own: after
    whatever ends the process in between, `ask_unconfirmed` goes on.
    """
    try:
        content = instant_wire.next_waiting(seconds=seconds)
    except instant_wire.NoAnswer:
        return False
    if content is None:
        return False
    decided = decide(content=content, actor=actor, now=clock.now())
    if decided is None:
        return False
    message_id, answer = decided
    try:
        said = instant_wire.send(answer, seconds=settings.INSTANT_SECONDS)
    except instant_wire.NoAnswer:
        return True
    confirm(message_id=message_id, content=said, actor=actor, now=clock.now())
    return True


@needs("interbank.exchange_files")
def ask_unconfirmed(*, actor: Actor, now: datetime) -> int:
    """Ask about every payment that was taken and not confirmed; returns how many ended."""
    ended = 0
    while (row := _take_turn(now=now)) is not None:
        question = StatusRequest(
            message_id=f"ASK-IN-{row.pk}-{row.asked}",
            original_message_id=row.message_id,
            original_kind=CREDIT_TRANSFERS,
            transaction_id=row.transaction_id,
            end_to_end_id=row.end_to_end_id,
        )
        try:
            said = instant_wire.send(
                write_inquiry(question, at=now), seconds=settings.INSTANT_SECONDS
            )
        except instant_wire.NoAnswer:
            continue
        ended += confirm(message_id=row.message_id, content=said, actor=actor, now=now)
    return ended


def decide(*, content: bytes, actor: Actor, now: datetime) -> tuple[str, bytes] | None:
    """Return the message's id and the bank's answer to it, the same each time it comes.

    None for what is no instant payment that can be read: it is kept as refused and answered by
    silence, and the payer gets the money back.
    """
    try:
        message = read_message(content)
        if not isinstance(message, TransferMessage) or not _is_one_instant(message):
            raise UnreadableMessage(  # noqa: TRY301 - as what cannot be read
                reason="not_one_instant", message="The message is not one instant payment."
            )
    except UnreadableMessage as refusal:
        _refuse(content=content, refusal=refusal, actor=actor, now=now)
        return None
    return message.message_id, _decide(message=message, content=content, actor=actor, now=now)


def _is_one_instant(message: TransferMessage) -> bool:
    return message.is_instant and len(message.transfers) == 1 and not message.is_collection


@use_case
def _refuse(*, content: bytes, refusal: UnreadableMessage, actor: Actor, now: datetime) -> None:
    digest = files.digest(content)
    files.lock_name(f"instant:{digest}")
    if files.has_come(network=Network.SEPA, content=content):
        return
    files.add_received(
        files.NewFile(
            network=Network.SEPA,
            kind=FileKind.INSTANT,
            name=f"instant-{digest[:32]}.xml",
            message_id="",
            content=content,
            business_date=ledger.business_date(),
            currency=nostro.currency_of(Network.SEPA).code,
        ),
        state=FileState.REFUSED,
        reason=refusal.reason,
        detail=str(refusal),
        at=now,
    )
    audit.record(
        actor=actor,
        action="interbank.instant.refused",
        subject=f"message:{digest[:32]}",
        detail={"reason": refusal.reason},
        at=now,
    )


@use_case
def _decide(*, message: TransferMessage, content: bytes, actor: Actor, now: datetime) -> bytes:
    (transfer,) = message.transfers
    sender = transfer.debtor.bank[:_LONGEST_NAME]
    # One that took both of its names from two others meets the database's own keys.
    files.lock_name(f"instant:{sender}:{transfer.transaction_id}")
    known = instant.find_incoming(
        sender=sender, transaction_id=transfer.transaction_id, message_id=message.message_id
    )
    if known is not None and known.file.sha256 == files.digest(content):
        return bytes(known.answer)
    if known is not None:
        return _answer(message, transfer, reasons.REPEATED, now)
    checked = instant_checks.check(transfer, now=now)
    answer = _answer(message, transfer, checked.refusal, now)
    row = _row(message, content, checked, answer, now)
    instant.add_incoming(row)
    audit.record(
        actor=actor,
        action="interbank.instant.answered",
        subject=f"message:{message.message_id}",
        detail={"state": row.state, "reason": row.reason},
        at=now,
    )
    return answer


def _answer(message: TransferMessage, transfer: Transfer, refusal: str, now: datetime) -> bytes:
    (trace,) = outgoing.take_traces(Network.SEPA, 1)
    status = Status.REJECTED if refusal else Status.ACCEPTED
    reason = reasons.code_of(Network.SEPA, refusal) if refusal else ""
    return write_status(
        StatusMessage(
            message_id=f"ANS-{trace.number}",
            original_message_id=message.message_id,
            original_kind=CREDIT_TRANSFERS,
            status=status,
            reason=reason,
            transfers=(
                TransferStatus(
                    transaction_id=transfer.transaction_id,
                    end_to_end_id=transfer.end_to_end_id,
                    status=status,
                    reason=reason,
                ),
            ),
        ),
        at=now,
    )


def _row(
    message: TransferMessage, content: bytes, checked: Checked, answer: bytes, now: datetime
) -> InstantIncoming:
    (transfer,) = message.transfers
    file = files.add_received(
        files.NewFile(
            network=Network.SEPA,
            kind=FileKind.INSTANT,
            name=f"instant-{message.message_id}.xml",
            message_id=message.message_id,
            content=content,
            business_date=ledger.business_date(),
            currency=transfer.amount.currency.code,
            count=1,
            total_minor=transfer.amount.minor,
        ),
        state=FileState.APPLIED,
        at=now,
    )
    row = InstantIncoming(
        file=file,
        sender=transfer.debtor.bank[:_LONGEST_NAME],
        message_id=message.message_id,
        transaction_id=transfer.transaction_id,
        end_to_end_id=transfer.end_to_end_id,
        state=IncomingState.REJECTED if checked.refusal else IncomingState.ACCEPTED,
        reason=reasons.code_of(Network.SEPA, checked.refusal) if checked.refusal else "",
        account_id=checked.account_id,
        iban=checked.iban,
        amount_minor=transfer.amount.minor,
        currency=transfer.amount.currency.code,
        debtor_name=transfer.debtor.name,
        remittance=transfer.remittance[:140],
        answer=answer,
        ask_at=None if checked.refusal else now + timedelta(seconds=settings.INSTANT_SECONDS),
        created_at=now,
        changed_at=now,
    )
    if checked.refusal:
        row.inbound = _inbound(row, InboundState.REFUSED, row.reason, None, now)
    return row


def confirm(*, message_id: str, content: bytes, actor: Actor, now: datetime) -> bool:
    """Apply what the network says of a payment that the bank has answered; whether that is final.

    Raises nothing for an answer that is none: nothing has moved then.
    """
    return _confirm(message_id=message_id, content=content, actor=actor, now=now)


@use_case
def _confirm(*, message_id: str, content: bytes, actor: Actor, now: datetime) -> bool:
    row = instant.lock_incoming(message_id)
    if row is None:
        return False
    said = answers.understand(content, message_id=row.message_id, transaction_id=row.transaction_id)
    if said is None or row.state != IncomingState.ACCEPTED:
        return said is not None
    state = _end(row, said, now)
    audit.record(
        actor=actor,
        action="interbank.instant.confirmed",
        subject=f"message:{message_id}",
        detail={"state": state, "reason": said.refused},
        at=now,
    )
    return True


def _end(row: InstantIncoming, said: Said, now: datetime) -> IncomingState:
    if said.refused:
        lapsed = _inbound(row, InboundState.REFUSED, said.refused, None, now)
        instant.end_incoming(row, IncomingState.LAPSED, lapsed, at=now, reason=said.refused)
        return IncomingState.LAPSED
    (decided,) = inbound.credit(Network.SEPA, row.message_id, [_incoming(row)], now=now)
    # An account that took money a moment ago may not now: it is in suspense then, for staff.
    state = IncomingState.SUSPENSE if decided.refusal else IncomingState.CREDITED
    kept = InboundState.SUSPENSE if decided.refusal else InboundState.CREDITED
    reason = reasons.code_of(Network.SEPA, decided.refusal) if decided.refusal else ""
    booked = _inbound(row, kept, reason, decided.txn_id, now)
    instant.end_incoming(row, state, booked, at=now, reason=reason)
    return state


def _incoming(row: InstantIncoming) -> Incoming:
    return Incoming(
        transaction_id=row.transaction_id,
        end_to_end_id=row.end_to_end_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        account=row.iban,
        other_name=row.debtor_name,
        remittance=row.remittance,
    )


def _inbound(
    row: InstantIncoming, state: InboundState, reason: str, txn_id: int | None, now: datetime
) -> InboundItem:
    return instant.add_inbound(
        InboundItem(
            network=Network.SEPA,
            kind=ItemKind.CREDIT,
            file=row.file,
            message_id=row.message_id,
            transaction_id=row.transaction_id,
            end_to_end_id=row.end_to_end_id,
            state=state,
            account_id=row.account_id,
            amount_minor=row.amount_minor,
            currency=row.currency,
            debtor_name=row.debtor_name,
            remittance=row.remittance,
            reason=reason,
            txn_id=txn_id,
            created_at=now,
        )
    )


@use_case
def _take_turn(*, now: datetime) -> InstantIncoming | None:
    return instant.take_incoming_turn(now=now, pause=PAUSE)
