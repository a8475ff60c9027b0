"""ISO 4217 currencies, from the published list in the `iso4217` package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import iso4217

from bankcore.errors import BankError


class UnknownCurrency(BankError):
    """The code is no currency of ISO 4217 that money can be kept in."""

    code = "unknown_currency"
    cure = "Give an ISO 4217 code such as EUR."


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: its letters, its number and how many decimals its minor unit has."""

    code: str
    number: int
    exponent: int
    name: str

    @staticmethod
    def of(code: str) -> Currency:
        """Return the currency with these three letters; raises UnknownCurrency."""
        try:
            return all_currencies()[code]
        except KeyError:
            message = f"{code!r} is not a currency of ISO 4217."
            raise UnknownCurrency(message) from None

    @staticmethod
    def numbered(number: int) -> Currency:
        """Return the currency with this ISO 4217 number; raises UnknownCurrency."""
        try:
            return _by_number()[number]
        except KeyError:
            message = f"{number} is not the number of a currency of ISO 4217."
            raise UnknownCurrency(message) from None

    def __str__(self) -> str:
        return self.code


@cache
def all_currencies() -> Mapping[str, Currency]:
    """Return every currency that has a minor unit, by code: metals and test codes have none."""
    return MappingProxyType(
        {
            entry.code: Currency(entry.code, entry.number, entry.exponent, entry.currency_name)
            for entry in iso4217.Currency
            if entry.exponent is not None
        }
    )


@cache
def _by_number() -> Mapping[int, Currency]:
    return MappingProxyType({currency.number: currency for currency in all_currencies().values()})
