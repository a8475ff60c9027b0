"""Whose things these are: the customers who may see what an id stands for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.services import bulk_files, exchange, held, standing_orders

NOBODY: frozenset[UUID] = frozenset()


def of_transaction(*, object_id: int) -> frozenset[UUID]:
    """Return the holders of every customers' account that a movement touches."""
    try:
        found = ledger.transaction(txn_id=object_id)
    except ledger.TransactionNotFound:
        return NOBODY
    touched = accounts.of_ledger_accounts(ledger_ids=[leg.account_id for leg in found.legs])
    return frozenset().union(
        *(accounts.owners_of_account(object_id=each.account_id) for each in touched.values())
    )


def of_standing_order(*, object_id: UUID) -> frozenset[UUID]:
    """Return the holders of the account that a standing order pays from."""
    return _or_nobody(
        lambda: accounts.owners_of_account(
            object_id=standing_orders.get(order_id=object_id).account_id
        )
    )


def of_bulk_file(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer who sent a file of payments."""
    return _or_nobody(lambda: frozenset({bulk_files.get(file_id=object_id).customer_id}))


def of_held_payment(*, object_id: UUID) -> frozenset[UUID]:
    """Return the holders of the account that a held payment is from."""
    return _or_nobody(
        lambda: accounts.owners_of_account(object_id=held.get(held_id=object_id).account_id)
    )


def of_exchange_quote(*, object_id: UUID) -> frozenset[UUID]:
    """Return the customer who asked for a quote."""
    return _or_nobody(lambda: frozenset({exchange.get_quote(quote_id=object_id).customer_id}))


def _or_nobody(look: Callable[[], frozenset[UUID]]) -> frozenset[UUID]:
    try:
        return look()
    except BankError:
        return NOBODY
