"""Payments that wait in clearing, for whoever brings them to other banks one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.domain.events import PaymentsCompleted
from payments.models import ExternalPayment
from payments.repositories import external_payments


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPayment:
    """A payment in clearing, or out of it.

    `transaction_id` booked it, `creditor_account` is where it goes.
    """

    transaction_id: int
    account_id: UUID
    amount: Money
    creditor_account: str
    creditor_name: str
    remittance: str


def instant_waiting(*, currency: Currency, after: int, limit: int) -> list[WaitingPayment]:
    """Return instant payments in clearing in one currency, by transaction, after this one."""
    return [
        _view(row)
        for row in external_payments.list_waiting(
            currency=currency.code, after=after, limit=limit, instant=True
        )
    ]


def waiting(*, currency: Currency, after: int, limit: int) -> list[WaitingPayment]:
    """Return payments that go in files, in clearing in one currency, by transaction, after this."""
    return [
        _view(row)
        for row in external_payments.list_waiting(currency=currency.code, after=after, limit=limit)
    ]


def leave(
    *, transaction_ids: Sequence[int], settled_txn_id: int, completed_at: datetime | None = None
) -> int:
    """Note in the caller's use case that a transaction took these payments out of clearing.

    `completed_at` is when it paid them out; without it they were given back. Returns how many had
    not left before.
    """
    count = external_payments.leave(
        transaction_ids=transaction_ids,
        settled_txn_id=settled_txn_id,
        given_back=completed_at is None,
    )
    if count and completed_at is not None:
        tell_of_completed(settled_txn_id, at=completed_at)
    return count


def tell_of_completed(settled_txn_id: int, *, at: datetime) -> None:
    """Tell in the caller's use case that a settlement has paid out what was in it."""
    outbox.publish(
        PaymentsCompleted(transaction_id=str(settled_txn_id)),
        subject=f"transaction:{settled_txn_id}",
        at=at,
    )


def settled(*, settlement: int, after: int, limit: int) -> list[WaitingPayment]:
    """Return the payments that a settlement has paid out, by transaction, after this one."""
    return [
        _view(row)
        for row in external_payments.list_settled(
            settled_txn_id=settlement, after=after, limit=limit
        )
    ]


def _view(row: ExternalPayment) -> WaitingPayment:
    return WaitingPayment(
        transaction_id=row.txn_id,
        account_id=row.account_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        creditor_account=row.creditor_iban,
        creditor_name=row.creditor_name,
        remittance=row.remittance,
    )


def countries_of(*, transaction_ids: Sequence[int]) -> dict[int, str]:
    """Return the country that each payment to another bank among these goes to.

    It is that of the account's IBAN (ISO 3166-1 alpha-2); a routing number is one of the US.
    """
    found = external_payments.creditors_of(transaction_ids)
    return {
        transaction: account[:2] if account[:2].isalpha() else "US"
        for transaction, account in found.items()
    }
