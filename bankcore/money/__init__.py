"""Money: whole minor units of one currency, never a float. Plain Python, no tables."""

from bankcore.money.amount import CurrencyMismatch, Money
from bankcore.money.currency import Currency, UnknownCurrency
from bankcore.money.parsing import InvalidAmount, parse_amount

__all__ = [
    "Currency",
    "CurrencyMismatch",
    "InvalidAmount",
    "Money",
    "UnknownCurrency",
    "parse_amount",
]
