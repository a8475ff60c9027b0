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

from django.conf import settings
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from accounts import public as accounts
from bankcore.ledger import public as ledger
from payments.domain.ibans import read_iban
from payments.interbank.domain import reasons
from payments.interbank.domain.items import InboundState, ItemKind, Network
from payments.interbank.domain.received import Incoming, Received
from payments.interbank.models import ExchangeFile, InboundItem
from payments.interbank.repositories import items
from payments.interbank.services import answering, nostro

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
    """Credit what came for customers, refuse what was asked of them, and answer."""
    if not received.incoming:
        return
    network = Network(file.network)
    came = [each for each in received.incoming if not each.is_debit]
    decided = credit(network, received.message_id, came, now=now)
    refused = [each for each in decided if each.refusal]
    asked = [each for each in received.incoming if each.is_debit]
    # The bank has no mandates of its customers for others' collections: it lets none through.
    not_offered = [Decided(incoming=each, refusal=reasons.NOT_OFFERED) for each in asked]
    answer = answering.answer(
        network,
        received.message_id,
        returned=[answering.Back(each.incoming, each.refusal) for each in refused],
        refused=[answering.Back(each.incoming, each.refusal) for each in not_offered],
        now=now,
    )
    rows = [_row(each, file, received.message_id, answer, now) for each in decided]
    rows += [_row(each, file, received.message_id, answer, now) for each in not_offered]
    items.add_inbound(rows)


def credit(
    network: Network, message_id: str, found: Sequence[Incoming], *, now: datetime
) -> list[Decided]:
    """Book what a message brings, in the caller's use case: to customers, or into suspense."""
    if not found:
        return []
    total = sum(each.amount.minor for each in found)
    nostro.settle(network=network, reference=message_id, lines={nostro.SUSPENSE: total}, now=now)
    ibans = [_iban(network, each.account) for each in found]
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
    return [_decided(network, each, ref, posted) for each, ref in zip(found, refs, strict=True)]


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


def _iban(network: Network, number: str) -> str | None:
    """Return the IBAN that a payment names; in ACH by the last ten digits, its account number."""
    if network is Network.SEPA or number[:2].isalpha():
        return read_iban(number)
    if not (number.isascii() and number.isdigit() and len(number) <= 10):
        return None
    try:
        return str(
            IBAN.generate(settings.BANK_COUNTRY, bank_code=settings.BANK_CODE, account_code=number)
        )
    except SchwiftyException:
        return None


def _row(
    each: Decided,
    file: ExchangeFile,
    message_id: str,
    answer: ExchangeFile | None,
    now: datetime,
) -> InboundItem:
    incoming = each.incoming
    network = Network(file.network)
    code = reasons.iso_code if network is Network.SEPA else reasons.nacha_code
    return InboundItem(
        network=network,
        kind=ItemKind.DEBIT if incoming.is_debit else ItemKind.CREDIT,
        file=file,
        message_id=message_id,
        transaction_id=incoming.transaction_id[:35],
        end_to_end_id=incoming.end_to_end_id[:35],
        state=_state(each),
        account_id=each.account_id,
        amount_minor=incoming.amount.minor,
        currency=incoming.amount.currency.code,
        debtor_name=incoming.other_name,
        remittance=incoming.remittance[:140],
        reason=code(each.refusal) if each.refusal else "",
        txn_id=each.txn_id,
        answer=answer if each.refusal else None,
        created_at=now,
    )


def _state(each: Decided) -> InboundState:
    if not each.refusal:
        return InboundState.CREDITED
    return InboundState.REFUSED if each.incoming.is_debit else InboundState.RETURNED
