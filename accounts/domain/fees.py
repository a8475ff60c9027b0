"""What a fee comes to. Plain arithmetic on minor units; no floats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum


class FeeEvent(StrEnum):
    """What the bank charges for."""

    MONTHLY_MAINTENANCE = "MONTHLY_MAINTENANCE"
    OUTGOING_PAYMENT = "OUTGOING_PAYMENT"
    CASH_WITHDRAWAL = "CASH_WITHDRAWAL"
    STATEMENT_COPY = "STATEMENT_COPY"
    OVERDRAFT_EXCESS = "OVERDRAFT_EXCESS"
    DORMANCY = "DORMANCY"
    EARLY_CLOSING = "EARLY_CLOSING"


class WaiverBasis(StrEnum):
    """Which balance of the month is looked at."""

    AVERAGE = "AVERAGE"
    MINIMUM = "MINIMUM"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRate:
    """How a fee is made of its base.

    `fixed`, `lowest` and `highest` are minor units, `percentage` is per hundred of the base.
    """

    fixed: int = 0
    percentage: Decimal = Decimal(0)
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRule:
    """A periodic fee is waived where the month's balance (by `basis`) is at least `waived_from`."""

    waived_from: int
    basis: WaiverBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBalances:
    """An account's end-of-day balances of a month: average and lowest, in minor units.

    The average is rounded towards minus infinity, so that it never reaches a threshold early.
    """

    average: int
    minimum: int


_HUNDRED = Decimal(100)
# Exact for any base of 18 digits times a percentage of 9: nothing is rounded before the end.
_DIGITS = 40


def fee(rate: FeeRate, *, base: int) -> int:
    """Return the fee on `base` (minor units; what is below zero counts as zero), in minor units.

    Fixed amount plus percentage of the base, rounded half up to the minor unit, then brought up
    to `lowest` and down to `highest`.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        share = max(base, 0) * rate.percentage / _HUNDRED
        amount = rate.fixed + int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if rate.lowest is not None:
        amount = max(amount, rate.lowest)
    if rate.highest is not None:
        amount = min(amount, rate.highest)
    return amount


def waived_by(rule: WaiverRule | None, balances: MonthBalances) -> str:
    """Return why the month's balances waive a fee, or an empty text where they do not."""
    if rule is None:
        return ""
    balance = balances.average if rule.basis is WaiverBasis.AVERAGE else balances.minimum
    if balance < rule.waived_from:
        return ""
    return f"{rule.basis.capitalize()} balance of the month is high enough."


def month_of(day: date) -> str:
    """Return the period of a monthly fee, such as 2026-03."""
    return f"{day:%Y-%m}"
