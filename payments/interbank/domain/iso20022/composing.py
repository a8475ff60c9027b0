"""Making pacs messages of items."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass, replace
from datetime import date, datetime

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from payments.interbank.domain.iso20022.pacs import (
    Mandate,
    Sequence,
    Side,
    Transfer,
    TransferMessage,
)
from payments.interbank.domain.iso20022.pacs_writing import write_collections, write_transfers
from payments.interbank.domain.items import OutgoingItem, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBank:
    """The bank in SEPA: its BIC, and the creditor id under which it collects for merchants."""

    bic: str
    creditor_id: str


def compose(
    items: Many[OutgoingItem],
    *,
    is_debit: bool,
    message_id: str,
    bank: OwnBank,
    due: date,
    at: datetime,
    is_instant: bool = False,
) -> bytes:
    """Return credit transfers (pacs.008) or collections (pacs.003) of these items.

    With `is_instant` they are taken at `at`, from when on their time runs.
    """
    message = TransferMessage(
        message_id=message_id,
        created_at=at,
        settlement_date=due,
        transfers=tuple(
            replace(
                _transfer(each, bank, due, is_debit=is_debit),
                accepted_at=at if is_instant else None,
            )
            for each in items
        ),
        is_instant=is_instant,
    )
    return write_collections(message, at=at) if is_debit else write_transfers(message, at=at)


def _transfer(item: OutgoingItem, bank: OwnBank, due: date, *, is_debit: bool) -> Transfer:
    own = Side(name=item.own.name, account=item.own.account, bank=bank.bic)
    other = _elsewhere(item.other)
    mandate = None
    if is_debit:
        mandate = Mandate(
            reference=item.mandate_reference,
            signed_on=item.mandate_signed_on,
            sequence=Sequence(item.sequence),
            creditor_id=bank.creditor_id,
        )
    return Transfer(
        transaction_id=item.trace,
        end_to_end_id=item.end_to_end_id,
        amount=item.amount,
        debtor=other if is_debit else own,
        creditor=own if is_debit else other,
        remittance=item.remittance,
        mandate=mandate,
        due_on=due if is_debit else None,
    )


def _elsewhere(party: Party) -> Side:
    return Side(name=party.name, account=party.account, bank=bank_of(party.account))


def bank_of(account: str) -> str:
    """Return the BIC of the bank that an IBAN is at; empty where it is not known."""
    try:
        bic = IBAN(account).bic
    except SchwiftyException:
        bic = None
    return str(bic) if bic else ""
