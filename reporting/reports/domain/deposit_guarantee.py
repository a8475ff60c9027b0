"""How much of a deposit is guaranteed: Directive 2014/49/EU on deposit guarantee schemes (DGSD)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from bankcore.money import Currency, Money

EURO: Final = Currency.of("EUR")
COVERAGE: Final = Money(100_000_00, EURO)
"""Article 6(1): the coverage level for the aggregate deposits of each depositor."""


class Exclusion(StrEnum):
    """Why a depositor's deposits are not eligible, by the paragraph of Article 5(1)."""

    NOT_IDENTIFIED = "5(1)(f) not identified"
    FINANCIAL_INSTITUTION = "5(1)(a), (d), (e) financial institution"
    PUBLIC_AUTHORITY = "5(1)(j) public authority"


def exclusion_of(*, is_identified: bool, crs_status: str | None) -> Exclusion | None:
    """Return why a depositor is left out; None where their deposits are eligible.

    Financial institutions and authorities are told by their declaration under the Common Reporting
    Standard. Authorities with budgets of up to 500,000 EUR, which Article 5(2)(b) lets a state
    include, are not told apart.
    """
    if crs_status == "FINANCIAL_INSTITUTION":
        return Exclusion.FINANCIAL_INSTITUTION
    if crs_status == "EXEMPT":
        return Exclusion.PUBLIC_AUTHORITY
    return None if is_identified else Exclusion.NOT_IDENTIFIED


def covered(eligible: Money) -> Money:
    """Return what is guaranteed of a depositor's eligible deposits in euros, Article 6(1).

    The limit counts for all deposits of the depositor with the bank together, in any currency and
    branch (Article 7(1)); interest accrued by the day counts, within the limit (Article 7(7)).
    """
    return min(eligible, COVERAGE)


def shares(amount: Money, *, holders: int) -> list[Money]:
    """Return the parts of joint holders, equal but for cents that do not divide: Article 7(2)."""
    return amount.allocate([1] * holders)


def in_euros(amount: Money, rate: Decimal) -> Money:
    """Return an amount in euros at so many units of its currency for one, halves away from zero."""
    cents = (amount.amount / rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Money(int(cents * 100), EURO)


def whole(minor: Decimal, currency: Currency) -> Money:
    """Return accrued interest in whole minor units, halves away from zero."""
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), currency)
