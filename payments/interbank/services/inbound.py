"""Payments from other banks: credited to customers, or sent back with the reason.

What a message brings is in suspense first; each payment leaves it for a customer's account or for
the bank that it came from, and what can go neither way stays there for staff.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox
from payments.interbank.domain import reasons
from payments.interbank.domain.events import CreditBooked
from payments.interbank.domain.items import InboundState, ItemKind, Network
from payments.interbank.domain.received import Incoming, Received
from payments.interbank.models import ExchangeFile, InboundItem
from payments.interbank.repositories import items
from payments.interbank.services import answering, collecting, nostro

_REFUSALS: Final = {
    ledger.RefusalCode.ACCOUNT_CLOSED: reasons.CLOSED,
    ledger.RefusalCode.ACCOUNT_BLOCKED: reasons.BLOCKED,
    ledger.RefusalCode.CURRENCY_MISMATCH: reasons.CURRENCY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A payment, and what becomes of it; `refusal` is one of domain.reasons."""

    incoming: Incoming
    account_id: UUID | None = None
    txn_id: int | None = None
    refusal: str = ""


def take(*, file: ExchangeFile, received: Received, now: datetime) -> None:
    """Credit what came for customers, keep what is asked of them for its day, and answer."""
    if not received.incoming:
        return
    network = Network(file.network)
    came = [each for each in received.incoming if not each.is_debit]
    asked = [each for each in received.incoming if each.is_debit]
    decided = credit(network, received.message_id, came, now=now)
    back = [_back(network, received.message_id, each) for each in decided if each.refusal]
    answer = answering.give_back(network, back, now=now) if back else None
    if network is Network.SEPA:
        answering.accept(received.message_id, is_debit=bool(asked), now=now)
    items.add_inbound([_row(each, file, received.message_id, answer, now) for each in decided])
    collecting.keep(file=file, message_id=received.message_id, asked=asked, now=now)


def _back(network: Network, message_id: str, each: Decided) -> answering.Back:
    incoming = each.incoming
    return answering.Back(
        original=message_id,
        transaction_id=incoming.transaction_id,
        end_to_end_id=incoming.end_to_end_id,
        amount=incoming.amount,
        reason=reasons.code_of(network, each.refusal),
        is_debit=False,
        account=incoming.wire_account,
        name=incoming.other_name,
        entry_class=incoming.entry_class,
    )


def credit(
    network: Network, message_id: str, found: Sequence[Incoming], *, now: datetime
) -> list[Decided]:
    """Book what a message brings, in the caller's use case: to customers, or into suspense."""
    if not found:
        return []
    total = sum(each.amount.minor for each in found)
    nostro.settle(network=network, reference=message_id, lines={nostro.SUSPENSE: total}, now=now)
    ibans = [collecting.own_iban(network, each.account) for each in found]
    known = accounts.of_ibans(ibans=[each for each in ibans if each])
    refs = [known.get(each) if each else None for each in ibans]
    suspense = nostro.own_account(nostro.SUSPENSE, network, now)
    postings = [
        nostro.own_posting(
            name=f"in/{network}/{message_id}/{each.transaction_id}",
            debit=suspense,
            credit=ref.ledger_account_id,
            amount=each.amount,
            narrative=f"{each.other_name} {each.remittance}".strip(),
        )
        for each, ref in zip(found, refs, strict=True)
        if ref is not None and each.amount.currency == nostro.currency_of(network)
    ]
    posted = iter(ledger.post(postings=postings, now=now) if postings else ())
    decided = [_decided(network, each, ref, posted) for each, ref in zip(found, refs, strict=True)]
    _tell(decided, now)
    return decided


def _tell(decided: Sequence[Decided], now: datetime) -> None:
    happened = [
        (
            f"transaction:{each.txn_id}",
            CreditBooked(transaction_id=str(each.txn_id), account_id=str(each.account_id)),
        )
        for each in decided
        if each.txn_id is not None
    ]
    if happened:
        outbox.publish_many(happened=happened, at=now)


def _decided(
    network: Network,
    each: Incoming,
    ref: accounts.AccountRef | None,
    posted: Iterator[ledger.Outcome],
) -> Decided:
    if ref is None:
        return Decided(incoming=each, refusal=reasons.NO_ACCOUNT)
    if each.amount.currency != nostro.currency_of(network):
        return Decided(incoming=each, refusal=reasons.CURRENCY)
    outcome = next(posted)
    if isinstance(outcome, ledger.Refused):
        refusal = _REFUSALS.get(outcome.code, outcome.code)
        return Decided(incoming=each, account_id=ref.account_id, refusal=refusal)
    return Decided(incoming=each, account_id=ref.account_id, txn_id=outcome.txn_id)


def _row(
    each: Decided,
    file: ExchangeFile,
    message_id: str,
    answer: ExchangeFile | None,
    now: datetime,
) -> InboundItem:
    incoming = each.incoming
    network = Network(file.network)
    return InboundItem(
        network=network,
        kind=ItemKind.CREDIT,
        file=file,
        message_id=message_id,
        transaction_id=incoming.transaction_id[:35],
        end_to_end_id=incoming.end_to_end_id[:35],
        state=InboundState.RETURNED if each.refusal else InboundState.CREDITED,
        account_id=each.account_id,
        amount_minor=incoming.amount.minor,
        currency=incoming.amount.currency.code,
        debtor_name=incoming.other_name,
        remittance=incoming.remittance[:140],
        reason=reasons.code_of(network, each.refusal) if each.refusal else "",
        txn_id=each.txn_id,
        answer=answer if each.refusal else None,
        created_at=now,
    )
