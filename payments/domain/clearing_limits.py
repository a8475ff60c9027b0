"""The largest amounts that the networks' messages hold."""

from __future__ import annotations

from typing import Final

from bankcore.money import Money

# SEPA: 999,999,999.99 (EPC115, AT-04); NACHA: ten digits of an entry's amount.
_LARGEST_MINOR: Final = {"sepa": 99_999_999_999, "ach": 9_999_999_999}


def largest(network: str | None, amount: Money) -> Money | None:
    """Return the most that a payment by this network may be of; None where nothing is said."""
    found = _LARGEST_MINOR.get(network or "")
    return None if found is None else Money(found, amount.currency)
