"""Reading the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bankcore.errors import BankError
from bankcore.ledger.domain.posting import RequestKey
from bankcore.ledger.domain.views import EntryFilter, EntryLine, TransactionView
from bankcore.ledger.repositories import history

LARGEST_PAGE = 1_000


class TransactionNotFound(BankError):
    """There is no such transaction in the journal."""

    code = "transaction_not_found"
    cure = "Check the transaction's id."
    status = 404


def answered(*, requests: Sequence[RequestKey]) -> frozenset[tuple[int, UUID]]:
    """Return which of these keys have been answered, booked or refused, as (source, key)."""
    return history.answered(keys=[(int(each.source), each.key) for each in requests])


def entries(*, account_id: int, chosen: EntryFilter, limit: int) -> list[EntryLine]:
    """Return up to `limit` (at most 1,000) of the account's entries, newest first."""
    return history.page(account_id=account_id, chosen=chosen, limit=min(limit, LARGEST_PAGE))


def transaction(*, txn_id: int) -> TransactionView:
    """Return the transaction with its legs; raises TransactionNotFound."""
    found = history.transaction(txn_id=txn_id)
    if found is None:
        message = "There is no such transaction."
        raise TransactionNotFound(message)
    return found


def day_ends(*, account_ids: Sequence[int]) -> list[tuple[int, date, int]]:
    """Return (account, booking day, balance at its end in minor units), by account and day."""
    return history.day_ends(account_ids=account_ids)


def requests_of_day(*, day: date) -> tuple[int, int]:
    """Return how many requests to book the ledger has answered on a day, and refused of them."""
    return history.requests_of_day(day=day)
