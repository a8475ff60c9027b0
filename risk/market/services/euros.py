"""What amounts in other currencies are worth in euro cents, at the mid of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from bankcore.money import Currency
from payments import public as payments

Worth = Callable[[Currency], float | None]
CENTS: Final = 100


def at_mid(*, day: date) -> Worth:
    """Return a function: how many euro cents a minor unit of a currency is; None without a rate."""
    rates = {each.currency: float(each.rate) for each in payments.fx_rates_of_day(day=day)}

    def of(currency: Currency) -> float | None:
        if currency.code == payments.BASE:
            return 1.0
        rate = rates.get(currency.code)
        return None if rate is None else CENTS / 10**currency.exponent / rate

    return of
