"""What a customer brings the bank: interest at an internal price, fees, merchants' business, risk.

Funds transfer pricing at one stated price, as the guidelines of supervisors ask of banks at the
least (CEBS, Guidelines on Liquidity Cost Benefit Allocation, 2010): treasury pays the price for
what a customer leaves with the bank, and takes it for what a customer owes.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from bankcore.money import Currency, Money

_DAYS: Final = 365
_BASIS_POINTS: Final = 10_000


class Part(StrEnum):
    """A part of profit and loss, a column of the report."""

    INTEREST = "Interest"
    TRANSFER = "Transfer price"
    FEES = "Fees"
    MERCHANTS = "Merchants' business"
    RISK = "Cost of risk"
    OTHER = "Other"


_PARTS: Final = {
    Part.INTEREST: ("4000", "4010", "4110", "5000"),
    Part.FEES: ("4100",),
    Part.MERCHANTS: ("4400", "5400", "5410"),
    Part.RISK: ("4800", "5800", "5810"),
}


def part_of(gl_code: str) -> Part:
    """Return to which part a line of income or expense belongs."""
    return next((part for part, codes in _PARTS.items() if gl_code in codes), Part.OTHER)


def transfer_result(balance_days: int, *, basis_points: int, currency: Currency) -> Money:
    """Return what the internal price of a year of 365 days comes to, halves away from zero.

    `balance_days` is the sum of the balances at the end of each day, credit positive: for a
    deposit the customer's account is paid the price, for a loan it is charged.
    """
    exact = Decimal(balance_days) * basis_points / (_BASIS_POINTS * _DAYS)
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), currency)
