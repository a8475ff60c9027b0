"""Notes and coins: what a drawer is counted in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bankcore.errors import BankError
from bankcore.money import Currency, Money

# Face values in minor units, largest first. EUR: notes of both series (the 500 is no longer
# issued and stays legal tender) and coins, as the European Central Bank lists them.
PIECES: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "EUR": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
        "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
        "JPY": (10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1),
    }
)
_MOST_PIECES: Final = 1_000_000


class InvalidCount(BankError):
    """The count names a piece that the currency has not, or a number that no drawer holds."""

    code = "invalid_count"
    cure = "Count again, in the notes and coins of the drawer's currency."


class NoCashInCurrency(BankError):
    """The bank keeps no notes and coins of this currency."""

    code = "no_cash_in_currency"
    cure = "Open a drawer in a currency that the bank keeps in cash, such as EUR."


def pieces_of(currency: Currency) -> tuple[int, ...]:
    """Return the currency's notes and coins in minor units, largest first.

    Raises NoCashInCurrency.
    """
    try:
        return PIECES[currency.code]
    except KeyError:
        message = f"The bank keeps no notes and coins of {currency.code}."
        raise NoCashInCurrency(message) from None


@dataclass(frozen=True, slots=True)
class CashCount:
    """How many pieces of each face value (minor units) there are; raises InvalidCount."""

    currency: Currency
    pieces: Mapping[int, int]

    def __post_init__(self) -> None:
        known = pieces_of(self.currency)
        for face, number in self.pieces.items():
            if face not in known:
                message = f"There is no piece of {Money(face, self.currency)}."
                raise InvalidCount(message)
            if not 0 <= number <= _MOST_PIECES:
                message = f"{number} pieces of {Money(face, self.currency)} cannot be right."
                raise InvalidCount(message)

    @property
    def total(self) -> Money:
        """What the pieces are worth together."""
        return Money(sum(face * number for face, number in self.pieces.items()), self.currency)

    @staticmethod
    def of(total: Money) -> CashCount:
        """Return the count with the fewest large pieces first; raises InvalidCount.

        Every currency's faces here are such that this leaves nothing over, except where the
        smallest piece is larger than the minor unit (CHF).
        """
        left, pieces = total.minor, {}
        for face in pieces_of(total.currency):
            pieces[face], left = divmod(left, face)
        if left or total.minor < 0:
            message = f"{total} cannot be paid in notes and coins."
            raise InvalidCount(message)
        return CashCount(total.currency, pieces)
