"""What customers' accounts have seen, for whoever watches them for crime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from accounts.domain.account_movements import AccountMovement
from accounts.repositories import account_movements
from bankcore.ledger import public as ledger


def booked(
    *,
    first: date,
    last: date,
    kinds: Sequence[ledger.TransactionKind],
    cash_lines: Sequence[str],
) -> Iterator[AccountMovement]:
    """Yield the entries of these kinds that are booked between two days, both included.

    They come in the order of their booking; what was reversed is left out. An entry moves cash
    where its transaction has a leg on one of `cash_lines` of the general ledger.
    """
    return account_movements.booked(first=first, last=last, kinds=kinds, cash_lines=cash_lines)
