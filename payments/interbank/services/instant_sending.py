"""Sending an instant payment: written down first, sent once, asked about until its end is known.

What the customer paid is in clearing from the order on. An answer takes it from there, to the
other bank or back to the customer, and whichever comes first is the end. Whatever ends a process
in between: a payment that was written down is asked about after its time, and one that the clearing
house has never seen is rejected by it then, and for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from accounts import public as accounts
from bankcore import clock
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from payments import public as payments
from payments.interbank.domain import instant as answers
from payments.interbank.domain.instant import Said
from payments.interbank.domain.iso20022 import composing
from payments.interbank.domain.iso20022.inquiring import write_inquiry
from payments.interbank.domain.iso20022.pacs import StatusRequest
from payments.interbank.domain.iso20022.pacs_writing import CREDIT_TRANSFERS
from payments.interbank.domain.items import FileKind, FileState, ItemKind, ItemState, Network
from payments.interbank.models import ExchangeFile, InstantSending, Item
from payments.interbank.repositories import files, instant, items
from payments.interbank.services import instant_wire, nostro, outgoing, statuses

PAUSE: Final = timedelta(seconds=1)
_CHUNK: Final = 100


@needs("interbank.exchange_files")
def send(*, transaction_id: int, actor: Actor, now: datetime) -> bool:
    """Send the instant payment that this transaction booked, and apply what is answered in time.

    Returns whether its end is known. Each step is a use case of its own; a payment that is on its
    way already is left to `ask_open`, so that running this again sends nothing twice.
    """
    waiting = payments.instant_payments_in_clearing(
        currency=nostro.currency_of(Network.SEPA), after=transaction_id - 1, limit=1
    )
    if not waiting or waiting[0].transaction_id != transaction_id:
        return True
    file_id = _write(payment=waiting[0], actor=actor, now=now)
    return file_id is not None and _bring(file_id=file_id, actor=actor)


@needs("interbank.exchange_files")
def send_unsent(*, actor: Actor, now: datetime) -> int:
    """Send every instant payment that was ordered and not sent; returns how many there were."""
    sent, after = 0, 0
    while found := payments.instant_payments_in_clearing(
        currency=nostro.currency_of(Network.SEPA), after=after, limit=_CHUNK
    ):
        after = found[-1].transaction_id
        taken = items.payments_taken([each.transaction_id for each in found])
        for each in found:
            if each.transaction_id not in taken:
                send(transaction_id=each.transaction_id, actor=actor, now=now)
                sent += 1
    return sent


@needs("interbank.exchange_files")
def ask_open(*, actor: Actor, now: datetime) -> int:
    """Ask about every payment whose time is over without an answer; returns how many ended."""
    ended = 0
    while (asked := _take_turn(now=now)) is not None:
        ended += _ask(asked, actor=actor, now=now)
    return ended


@use_case
def _write(*, payment: payments.WaitingPayment, actor: Actor, now: datetime) -> int | None:
    """Write the message down as sent; None where it has been. From here on it may have left."""
    files.lock_name(f"payment:{payment.transaction_id}")
    if items.payments_taken([payment.transaction_id]):
        return None
    (trace,) = outgoing.take_traces(Network.SEPA, 1)
    today = ledger.business_date()
    item = _item(payment, now)
    item.trace = trace
    message_id = f"INST-{trace.number}"
    bank = composing.OwnBank(bic=settings.BANK_BIC, creditor_id=settings.BANK_CREDITOR_ID)
    content = composing.compose(
        [outgoing.told(item)],
        is_debit=False,
        message_id=message_id,
        bank=bank,
        due=today,
        at=now,
        is_instant=True,
    )
    file = files.add_own(
        files.NewFile(
            network=Network.SEPA,
            kind=FileKind.INSTANT,
            name=f"sepa-instant-{trace.number}.xml",
            message_id=message_id,
            content=content,
            business_date=today,
            due_date=today,
            count=1,
            total_minor=payment.amount.minor,
            currency=payment.amount.currency.code,
        ),
        at=now,
    )
    files.mark_delivered(file.pk, at=now)
    item.file, item.state = file, ItemState.IN_FILE
    items.add(item)
    deadline = now + timedelta(seconds=settings.INSTANT_SECONDS)
    instant.add_sending(
        InstantSending(file=file, deadline=deadline, ask_at=deadline + PAUSE, created_at=now)
    )
    _record("sent", message_id, {"total_minor": payment.amount.minor}, actor, now)
    return file.pk


def _item(payment: payments.WaitingPayment, now: datetime) -> Item:
    account = accounts.resolve(account_ids=[payment.account_id])[payment.account_id]
    return Item(
        network=Network.SEPA,
        kind=ItemKind.CREDIT,
        payment_txn_id=payment.transaction_id,
        account_id=payment.account_id,
        line=nostro.CLEARING,
        amount_minor=payment.amount.minor,
        currency=payment.amount.currency.code,
        own_name=account.customer_name,
        own_account=account.iban,
        other_name=payment.creditor_name,
        other_account=payment.creditor_account,
        remittance=payment.remittance,
        end_to_end_id=f"P{payment.transaction_id}",
        due_date=ledger.business_date(),
        created_at=now,
        changed_at=now,
    )


def _bring(*, file_id: int, actor: Actor) -> bool:
    file = files.get(file_id)
    try:
        content = instant_wire.send(bytes(file.content), seconds=settings.INSTANT_SECONDS)
    except instant_wire.NoAnswer:
        return False
    return _apply(file, content, actor=actor, now=clock.now())


def _ask(file: ExchangeFile, *, actor: Actor, now: datetime) -> bool:
    """Ask what became of a payment, and apply the answer; whether there was one."""
    item = instant.item_of(file)
    question = StatusRequest(
        message_id=f"ASK-{file.pk}-{file.sending.asked}",
        original_message_id=file.message_id,
        original_kind=CREDIT_TRANSFERS,
        transaction_id=_trace(item),
        end_to_end_id=item.end_to_end_id,
    )
    try:
        content = instant_wire.send(
            write_inquiry(question, at=now), seconds=settings.INSTANT_SECONDS
        )
    except instant_wire.NoAnswer:
        return False
    return _apply(file, content, actor=actor, now=now)


def _apply(file: ExchangeFile, content: bytes, *, actor: Actor, now: datetime) -> bool:
    trace = _trace(instant.item_of(file))
    said = answers.understand(content, message_id=file.message_id, transaction_id=trace)
    if said is None:
        return False
    _end(message_id=file.message_id, said=said, content=content, actor=actor, now=now)
    return True


@use_case
def _take_turn(*, now: datetime) -> ExchangeFile | None:
    found = instant.take_turn(now=now, pause=PAUSE)
    return found.file if found else None


@use_case
def _end(*, message_id: str, said: Said, content: bytes, actor: Actor, now: datetime) -> None:
    """Settle the payment or give it back, once: the first answer that is final counts."""
    file = files.lock_own(network=Network.SEPA, message_id=message_id)
    assert file is not None  # noqa: S101 - it was written before it was sent
    if file.state in {FileState.ACKNOWLEDGED, FileState.REFUSED}:
        return
    files.add_received(
        files.NewFile(
            network=Network.SEPA,
            kind=FileKind.STATUS,
            name=f"{file.name}-answer",
            message_id=said.message_id,
            content=content,
            business_date=ledger.business_date(),
            currency=file.currency,
        ),
        state=FileState.APPLIED,
        at=now,
    )
    statuses.apply_answer(
        file, refused=said.refused, rejected={}, reference=said.message_id, now=now
    )
    instant.end_sending(file)
    outcome = "rejected" if said.refused else "settled"
    _record(outcome, message_id, {"reason": said.refused}, actor, now)


def _record(
    what: str, message_id: str, detail: dict[str, object], actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=f"interbank.instant.{what}",
        subject=f"message:{message_id}",
        detail=detail,
        at=now,
    )


def _trace(item: Item) -> str:
    return item.trace.number if item.trace else ""
