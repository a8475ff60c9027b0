"""Amounts of other currencies in euro, by the last rate up to a report's day."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs

EURO: Final = Currency.of("EUR")
NOTHING: Final = Money(0, EURO)


def cents(amount: int) -> Money:
    """Return euro cents as money."""
    return Money(amount, EURO)


class Euros:
    """Rates of a day; currencies that had none are kept, and their amounts count for nothing.

    With `only` a currency's code, amounts of the others count for nothing either.
    """

    def __init__(self, inputs: Inputs, *, only: str = "") -> None:
        """Read the rates that the warehouse has."""
        self._only = only
        found = inputs.facts.rows("rates", day=inputs.day)
        self._rates: dict[str, Decimal] = {row["currency"]: row["rate"] for row in found}
        self._missing: set[str] = set()

    def of(self, amount: Money) -> Money:
        """Return an amount in euro, half a cent away from zero."""
        if self._only and amount.currency.code != self._only:
            return NOTHING
        if amount.currency == EURO or not amount.minor:
            return cents(amount.minor)
        rate = self._rates.get(amount.currency.code)
        if rate is None:
            self._missing.add(amount.currency.code)
            return NOTHING
        worth = (amount.amount / rate).scaleb(EURO.exponent)
        return cents(int(worth.to_integral_value(ROUND_HALF_UP)))

    def sum(self, amounts: Iterable[Money]) -> Money:
        """Return the sum of amounts in euro."""
        return sum((self.of(each) for each in amounts), NOTHING)

    def warnings(self) -> tuple[str, ...]:
        """Return what must be said of currencies without a rate, once all is converted."""
        if not self._missing:
            return ()
        return (f"No rate is known of {', '.join(sorted(self._missing))}: left out.",)
