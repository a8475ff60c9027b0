"""How large a bank is measured."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import dataclass
from typing import Final

_NAMED: Final = {"large": 1_000_000, "small": 2_000}
_ENTRIES_OF_AN_ACCOUNT: Final = 10
_MEANS_SOMETHING: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What is filled and how long is measured.

    `rows` are for each of the lists whose rows are neither customers, accounts nor entries;
    `seconds` are for each rate of posting, `tries` for each read.
    """

    accounts: int
    entries: int
    rows: int
    empty_accounts: int
    callers: int
    batch: int
    seconds: float
    tries: int


def of(accounts: int, *, seconds: float) -> Size:
    """Return the size of a bank with so many accounts; a small one only shows that all works."""
    is_real = accounts >= _MEANS_SOMETHING
    return Size(
        accounts=accounts,
        entries=accounts * _ENTRIES_OF_AN_ACCOUNT,
        rows=max(accounts // 5, 200),
        empty_accounts=10_000 if is_real else 200,
        callers=64 if is_real else 4,
        batch=1_000 if is_real else 100,
        seconds=seconds if is_real else 0.1,
        tries=20 if is_real else 1,
    )


def read(text: str) -> int:
    """Return how many accounts a scale has that is given as its name or as that number."""
    try:
        return _NAMED.get(text) or int(text)
    except ValueError:
        message = f"{text!r} is neither large, small nor a number of accounts"
        raise ArgumentTypeError(message) from None
