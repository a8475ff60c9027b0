"""What amounts are worth in euro cents, exactly, at the mid of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments import public as payments

EURO = Currency.of("EUR")
Worth = Callable[[Money], int]


class ExposureNotKnown(BankError):
    """Something is lent in a currency that has no rate, so nobody knows how much it is."""

    code = "exposure_not_known"
    cure = "Publish a rate of the currency, and try again."
    status = 409


def at(*, day: date) -> Worth:
    """Return a function: an amount's worth in euro cents, rounded up.

    It raises ExposureNotKnown for a currency without a rate.
    """
    rates = {each.currency: Fraction(each.rate) for each in payments.fx_rates_of_day(day=day)}

    def of(amount: Money) -> int:
        if amount.currency == EURO:
            return amount.minor
        rate = rates.get(amount.currency.code)
        if rate is None:
            message = f"There is no rate of {amount.currency} for {day}."
            raise ExposureNotKnown(message)
        return -(-(Fraction(amount.amount) * 100) // rate)

    return of


def back(cents: int, currency: Currency, *, day: date) -> Money:
    """Return euro cents in another currency, rounded down; raises ExposureNotKnown."""
    if currency == EURO:
        return Money(cents, EURO)
    for each in payments.fx_rates_of_day(day=day):
        if each.currency == currency.code:
            worth = Fraction(cents, 100) * Fraction(each.rate) * 10**currency.exponent
            return Money(int(worth), currency)
    message = f"There is no rate of {currency} for {day}."
    raise ExposureNotKnown(message)


def has_rate(worth: Worth, amount: Money) -> bool:
    """Tell whether an amount's worth is known."""
    try:
        worth(amount)
    except ExposureNotKnown:
        return False
    return True
