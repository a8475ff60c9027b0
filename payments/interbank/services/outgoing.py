"""Sending: payments in clearing become items, items travel in files, files get into the folder.

A file and the items in it are written down in one transaction, and put into the folder after it:
whatever ends the process in between, the next run puts the same file there under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.interbank.domain import accounts_abroad, days
from payments.interbank.domain.iso20022 import composing as sepa
from payments.interbank.domain.items import (
    FileKind,
    ItemKind,
    ItemState,
    Network,
    OutgoingItem,
    Party,
)
from payments.interbank.domain.nacha import composing as ach
from payments.interbank.models import ExchangeFile, Item, TraceNumber
from payments.interbank.repositories import files, items
from payments.interbank.services import folders, nostro

_CHUNK: Final = 500
_LARGEST_FILE: Final = 10_000
_KINDS: Final = {ItemKind.CREDIT: FileKind.CREDITS, ItemKind.DEBIT: FileKind.DEBITS}
_ENDINGS: Final = {Network.SEPA: "xml", Network.ACH: "ach"}


@needs("interbank.exchange_files")
def send(*, network: Network, actor: Actor, now: datetime) -> list[str]:
    """Send everything that waits for this network; returns the names of the files delivered.

    Each step is a use case of its own. Run again, or by two at once, nothing is sent twice.
    """
    if settings.CLEARED_BY_EXCHANGE.get(nostro.currency_of(network).code) == network:
        after: int | None = 0
        while after is not None:
            after = _take(network=network, after=after, now=now)
    for kind in ItemKind:
        while _make(network=network, kind=kind, actor=actor, now=now):
            pass
    return deliver(network=network, now=now)


def deliver(*, network: Network, now: datetime) -> list[str]:
    """Put every file into the folder that is not known to be there; returns their names."""
    delivered = []
    for file in files.undelivered(network=network):
        folders.put(network, file.name, bytes(file.content))
        _mark_delivered(file_id=file.pk, now=now)
        delivered.append(file.name)
    return delivered


def own_ends() -> ach.Ends:
    """Return who sends ACH files, and to whom."""
    return ach.Ends(
        origin=settings.BANK_ROUTING,
        origin_name=settings.BANK_NAME,
        destination=settings.ACH_OPERATOR_ROUTING,
        destination_name="ACH operator",
    )


def file_name(network: Network, kind: FileKind, day: date) -> tuple[str, str]:
    """Return the name of the day's next own file of this kind, and its message id."""
    number = files.next_number(network=network, kind=kind, day=day)
    message_id = f"{network}-{kind}-{day:%Y%m%d}-{number:03d}"
    return f"{message_id}.{_ENDINGS[network]}", message_id


def keep_message(
    kind: FileKind, name: str, message_id: str, content: bytes, *, total_minor: int, now: datetime
) -> ExchangeFile:
    """Keep a message of SEPA about one payment, to be delivered; in the caller's use case."""
    return files.add_own(
        files.NewFile(
            network=Network.SEPA,
            kind=kind,
            name=name,
            message_id=message_id,
            content=content,
            business_date=ledger.business_date(),
            count=1,
            total_minor=total_minor,
            currency=nostro.currency_of(Network.SEPA).code,
        ),
        at=now,
    )


def take_traces(network: Network, count: int) -> list[TraceNumber]:
    """Return new numbers for the wire: of the bank and seven digits in ACH, as it is usual there.

    Raises IntegrityError after ten million ACH entries: numbers are never given out again.
    """
    traces = items.new_traces(network=network, count=count)
    for trace in traces:
        serial = trace.pk % 10_000_000
        trace.number = (
            f"{own_ends().odfi}{serial:07d}" if network is Network.ACH else f"TX{trace.pk:012d}"
        )
    items.name_traces(traces)
    return traces


@use_case
def _take(*, network: Network, after: int, now: datetime) -> int | None:
    """Make items of payments in clearing; returns the last one looked at, None after the end."""
    found = payments.payments_in_clearing(
        currency=nostro.currency_of(network), after=after, limit=_CHUNK
    )
    if not found:
        return None
    taken = items.payments_taken([each.transaction_id for each in found])
    goes = [
        each
        for each in found
        if each.transaction_id not in taken
        and not accounts_abroad.fault(network, each.creditor_account, each.amount)
    ]
    refs = accounts.resolve(account_ids=list({each.account_id for each in goes}))
    due = days.due(
        network, ItemKind.CREDIT, ledger.business_date(), debit_days=settings.INTERBANK_DEBIT_DAYS
    )
    items.add_many(
        [
            Item(
                network=network,
                kind=ItemKind.CREDIT,
                payment_txn_id=each.transaction_id,
                account_id=each.account_id,
                line=nostro.CLEARING,
                amount_minor=each.amount.minor,
                currency=each.amount.currency.code,
                own_name=refs[each.account_id].customer_name,
                own_account=refs[each.account_id].iban,
                other_name=each.creditor_name,
                other_account=each.creditor_account,
                remittance=each.remittance,
                end_to_end_id=f"P{each.transaction_id}",
                entry_class="PPD",
                due_date=due,
                created_at=now,
                changed_at=now,
            )
            for each in goes
        ]
    )
    return found[-1].transaction_id


@use_case
def _make(*, network: Network, kind: ItemKind, actor: Actor, now: datetime) -> str | None:
    """Put queued items of one due date into a file; returns its name, None without any."""
    files.lock_network(network)
    found = items.claim(network=network, kind=kind, limit=_LARGEST_FILE)
    if not found:
        return None
    today = ledger.business_date()
    due = max(
        found[0].due_date, days.due(network, kind, today, debit_days=settings.INTERBANK_DEBIT_DAYS)
    )
    for item, trace in zip(found, take_traces(network, len(found)), strict=True):
        item.trace = trace
    name, message_id = file_name(network, _KINDS[kind], today)
    file = files.add_own(
        files.NewFile(
            network=network,
            kind=_KINDS[kind],
            name=name,
            message_id=message_id,
            content=_content(found, network, kind, message_id, due, now),
            business_date=today,
            due_date=due,
            count=len(found),
            total_minor=sum(item.amount_minor for item in found),
            currency=nostro.currency_of(network).code,
        ),
        at=now,
    )
    items.put_in_file(found, file, due=due, at=now)
    audit.record(
        actor=actor,
        action="interbank.file.written",
        subject=f"file:{name}",
        detail={"payments": len(found), "total_minor": file.total_minor},
        at=now,
    )
    return name


def _content(
    found: Sequence[Item],
    network: Network,
    kind: ItemKind,
    message_id: str,
    due: date,
    now: datetime,
) -> bytes:
    parts = [told(item) for item in found]
    is_debit = kind is ItemKind.DEBIT
    if network is Network.SEPA:
        bank = sepa.OwnBank(bic=settings.BANK_BIC, creditor_id=settings.BANK_CREDITOR_ID)
        return sepa.compose(
            parts, is_debit=is_debit, message_id=message_id, bank=bank, due=due, at=now
        )
    return ach.compose(parts, is_debit=is_debit, ends=own_ends(), effective=due, at=now).write()


def told(item: Item) -> OutgoingItem:
    """Return the item as a message tells it."""
    assert item.trace is not None  # noqa: S101 - given before
    return OutgoingItem(
        trace=item.trace.number,
        end_to_end_id=item.end_to_end_id,
        amount=Money(item.amount_minor, nostro.currency_of(Network(item.network))),
        own=Party(name=item.own_name, account=item.own_account),
        other=Party(name=item.other_name, account=item.other_account),
        remittance=item.remittance,
        mandate_reference=item.mandate_reference,
        mandate_signed_on=item.mandate_signed_on,
        sequence=item.sequence,
        entry_class=item.entry_class or "PPD",
    )


@use_case
def _mark_delivered(*, file_id: int, now: datetime) -> None:
    files.mark_delivered(file_id, at=now)


def of_file(file: ExchangeFile) -> list[Item]:
    """Return the items of an own file that still wait for its answer, locked."""
    return [each for each in items.lock_of_file(file) if each.state == ItemState.IN_FILE]
