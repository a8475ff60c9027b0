"""Disputes by customers: which entry, why, and the customer's own end of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.correspondence.domain import disputes as domain
from payments.correspondence.domain.disputes import DisputeReason, DisputeState, DisputeView, Ground
from payments.correspondence.domain.threads import About, Upload
from payments.correspondence.models import Dispute
from payments.correspondence.repositories import disputes
from payments.correspondence.services import people, writing
from payments.correspondence.services.writing import Letter
from payments.interbank import public as interbank

_KIND = ledger.TransactionKind
# What somebody ordered, or says they did not. The bank's own charges are asked about by a message.
DISPUTABLE: Final = frozenset(
    {_KIND.TRANSFER, _KIND.PAYMENT, _KIND.WITHDRAWAL, _KIND.CHEQUE, _KIND.CAPTURE, _KIND.CARD}
)
_MOST: Final = 100


class NotDisputable(BankError):
    """The entry brought money in, was taken back already, or is a charge of the bank itself."""

    code = "entry_not_disputable"
    cure = "Write a message to the bank if you have a question about it."
    status = 409


class DisputeTooLate(BankError):
    """More than thirteen months have passed since the entry was booked."""

    code = "dispute_too_late"
    cure = "Write a message to the bank: it may still help, though it need not."
    status = 409


class DebitComesBackByRight(BankError):
    """A direct debit is had back by its own rules, at once where that is the customer's right."""

    code = "direct_debit_not_disputed"
    cure = "Have the direct debit back on the page of direct debits."
    status = 409


class AlreadyDisputed(BankError):
    """The entry is disputed already, or the dispute of it was decided."""

    code = "entry_already_disputed"
    cure = "Write in the dispute that there is."
    status = 409


class DisputeNotFound(BankError):
    """There is no such dispute, or it is another's."""

    code = "entry_dispute_not_found"
    cure = "Look at your disputes again."
    status = 404


class DisputeDecided(BankError):
    """The dispute is decided or withdrawn, and stays so."""

    code = "entry_dispute_decided"
    cure = "Look at the dispute again; write a message if you have a question."
    status = 409


class WordsMissing(BankError):
    """What happened is not told, or at too great a length."""

    code = "dispute_words_missing"
    cure = "Say in up to 2,000 characters what happened."


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioned:
    """An entry, and how its money may come back: as a direct debit, or by a dispute until a day."""

    account: accounts.AccountView
    entry: ledger.EntryLine
    amount: Money
    last_day: date
    debit: interbank.CollectionView | None
    dispute_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispute:
    """What a customer says of an entry. `request_key` tells a second click from a second wish."""

    account_id: UUID
    entry: int
    reason: DisputeReason
    words: str
    request_key: UUID
    files: Sequence[Upload] = ()


def questioned(*, account_id: UUID, entry: int, user_id: int) -> Questioned:
    """Return an entry of one of the log-in's accounts that its customer asks about.

    Raises accounts.online.EntryNotFound and NotDisputable.
    """
    account, line = _entry(account_id, entry, user_id)
    if line.amount.minor >= 0 or line.kind not in DISPUTABLE:
        message = "This entry took nothing out, or is a charge of the bank itself."
        raise NotDisputable(message)
    if ledger.transaction(txn_id=line.txn_id).reversed_by is not None:
        message = "This entry was taken back: its money is on the account again."
        raise NotDisputable(message)
    known = disputes.of_entry(account_id=account_id, entry=entry)
    return Questioned(
        account=account,
        entry=line,
        amount=-line.amount,
        last_day=domain.last_day(line.booking_date),
        debit=interbank.collection_of_transaction(
            transaction_id=line.txn_id, account_id=account_id
        ),
        dispute_id=None if known is None else known.public_id,
    )


@needs("correspondence.dispute_entry")
@use_case
def dispute(*, order: NewDispute, actor: Actor, now: datetime) -> UUID:
    """Dispute an entry of one's own account; returns the dispute. Sent twice, it is one.

    Raises NotACustomer, accounts.online.EntryNotFound, NotDisputable, DebitComesBackByRight,
    DisputeTooLate, AlreadyDisputed, WordsMissing and attachments' refusals.
    """
    customer_id = people.own_customer(actor)
    found = questioned(account_id=order.account_id, entry=order.entry, user_id=int(actor.id))
    today = ledger.business_date()
    _check(found, order, today)
    dispute_id = uuid4()
    letter = Letter(
        subject=f"{found.amount}, {found.entry.booking_date.isoformat()}",
        body=order.words,
        request_key=order.request_key,
        files=order.files,
    )
    thread = writing.begin(
        customer_id=customer_id,
        about=About.dispute(dispute_id),
        letter=letter,
        actor=actor,
        now=now,
    )
    sent_before = disputes.of_thread(thread.pk)
    if sent_before is not None:
        return sent_before.public_id
    row = Dispute(
        public_id=dispute_id,
        customer=thread.customer,
        account_id=disputes.account_pk(order.account_id),
        thread=thread,
        entry=order.entry,
        transaction_id=found.entry.txn_id,
        amount_minor=found.amount.minor,
        currency=found.amount.currency.code,
        booked_on=found.entry.booking_date,
        value_date=found.entry.value_date,
        narrative=found.entry.narrative,
        reason=order.reason,
        received_at=now,
        due_on=domain.due_on(order.reason, today),
    )
    if not disputes.add(row):
        raise _disputed()
    record(row, "received", actor, now, reason=order.reason)
    return dispute_id


@needs("correspondence.dispute_entry")
@use_case
def withdraw(*, dispute_id: UUID, actor: Actor, now: datetime) -> None:
    """End one's own dispute; raises DisputeNotFound and DisputeDecided."""
    row = open_row(disputes.lock(dispute_id))
    if row.customer.public_id != people.own_customer(actor):
        raise missing()
    disputes.decide(row, DisputeState.WITHDRAWN, by=str(actor), at=now)
    record(row, "withdrawn", actor, now)


def of_user(*, user_id: int) -> list[DisputeView]:
    """Return the disputes of the customer of this log-in, the newest first, 100 at most."""
    customer = accounts.customer_of_user(user_id=user_id)
    if customer is None:
        return []
    return [view(row) for row in disputes.page(customer_id=customer.customer_id, limit=_MOST)]


def get(*, dispute_id: UUID, user_id: int) -> DisputeView:
    """Return a dispute of the customer of this log-in; raises DisputeNotFound."""
    customer, row = accounts.customer_of_user(user_id=user_id), disputes.get(dispute_id)
    if row is None or customer is None or row.customer.public_id != customer.customer_id:
        raise missing()
    return view(row)


def view(row: Dispute) -> DisputeView:
    """Return a dispute as its customer sees it."""
    return DisputeView(
        dispute_id=row.public_id,
        account_id=row.account.public_id,
        amount=amount_of(row),
        narrative=row.narrative or "",
        booked_on=row.booked_on,
        reason=DisputeReason(row.reason),
        state=DisputeState(row.state),
        ground=Ground(row.ground) if row.ground else None,
        received_at=row.received_at,
        due_on=row.due_on,
        thread_id=row.thread.public_id,
    )


def amount_of(row: Dispute) -> Money:
    """Return what the disputed entry took, positive."""
    return Money(row.amount_minor, Currency.of(row.currency))


@requires_transaction
def open_row(row: Dispute | None) -> Dispute:
    """Return a dispute that is still to be decided; raises DisputeNotFound and DisputeDecided."""
    if row is None:
        raise missing()
    if row.state not in domain.OPEN:
        message = "The dispute is decided or withdrawn."
        raise DisputeDecided(message)
    return row


def missing() -> DisputeNotFound:
    """Return the refusal of a dispute that is not there, or not one's own."""
    message = "There is no such dispute."
    return DisputeNotFound(message)


def record(row: Dispute, what: str, actor: Actor, now: datetime, **detail: object) -> None:
    """Write into the audit trail what became of a dispute."""
    audit.record(
        actor=actor,
        action=f"correspondence.dispute.{what}",
        subject=f"customer:{row.customer.public_id}",
        detail={"dispute": str(row.public_id), "transaction": row.transaction_id, **detail},
        at=now,
    )


def _entry(
    account_id: UUID, entry: int, user_id: int
) -> tuple[accounts.AccountView, ledger.EntryLine]:
    message = "There is no such entry of yours."
    try:
        account = accounts.get_account_of_user(account_id=account_id, user_id=user_id)
    except accounts.AccountNotFound:
        raise accounts.online.EntryNotFound(message) from None
    chosen = ledger.EntryFilter(before_seq=entry + 1)
    lines, _ = accounts.page_of_entries(account_id=account_id, chosen=chosen, limit=1)
    if not lines or lines[0].seq != entry:
        raise accounts.online.EntryNotFound(message)
    return account, lines[0]


def _check(found: Questioned, order: NewDispute, today: date) -> None:
    if found.debit is not None:
        message = "This is a direct debit: you have it back without a dispute."
        raise DebitComesBackByRight(message)
    if today > found.last_day:
        message = f"This entry could be disputed until {found.last_day}."
        raise DisputeTooLate(message)
    if not 0 < len(order.words.strip()) <= domain.LONGEST_WORDS:
        message = "Say what happened."
        raise WordsMissing(message, field="words")


def _disputed() -> AlreadyDisputed:
    message = "This entry is disputed already."
    return AlreadyDisputed(message)
