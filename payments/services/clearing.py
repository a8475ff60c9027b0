"""Payments that wait in clearing, for whoever brings them to other banks one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bankcore.money import Currency, Money
from payments.repositories import external_payments


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPayment:
    """A payment in clearing: `transaction_id` booked it, `creditor_account` is where it goes."""

    transaction_id: int
    account_id: UUID
    amount: Money
    creditor_account: str
    creditor_name: str
    remittance: str


def waiting(*, currency: Currency, after: int, limit: int) -> list[WaitingPayment]:
    """Return payments in clearing in one currency, by transaction, after this one."""
    return [
        WaitingPayment(
            transaction_id=row.txn_id,
            account_id=row.account_id,
            amount=Money(row.amount_minor, currency),
            creditor_account=row.creditor_iban,
            creditor_name=row.creditor_name,
            remittance=row.remittance,
        )
        for row in external_payments.list_waiting(currency=currency.code, after=after, limit=limit)
    ]


def leave(*, transaction_ids: Sequence[int], settled_txn_id: int) -> int:
    """Note in the caller's use case that a transaction took these payments out of clearing.

    It may have paid them out or given them back. Returns how many had not left before.
    """
    return external_payments.leave(transaction_ids=transaction_ids, settled_txn_id=settled_txn_id)
