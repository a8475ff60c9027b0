"""Capital for operational risk, exactly: Basel Committee, OPE25, in force since 2023.

Amounts are whole euro cents. What is divided is rounded half to even at the end, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

THRESHOLD: Final = 20_000_00  # a loss, net of what came back, counts from here on (euro cents)
LOSS_YEARS: Final = 10
# With fewer years of losses, the business indicator alone counts.
LEAST_LOSS_YEARS: Final = 5
INDICATOR_YEARS: Final = 3
_BILLION: Final = 1_000_000_000_00
# Up to these business indicators, so much of each further cent.
_MARGINAL: Final = (
    (1 * _BILLION, Decimal("0.12")),
    (30 * _BILLION, Decimal("0.15")),
    (None, Decimal("0.18")),
)
_LOSS_MULTIPLE: Final = 15
_POWER: Final = Decimal("0.8")
_OF_EARNING_ASSETS: Final = Decimal("0.0225")
_RISK_WEIGHT: Final = Decimal("12.5")
_DIGITS: Final = 60
_ILM_PLACES: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year's income and expense in euro cents, none below zero but the two results."""

    interest_income: int = 0
    interest_expense: int = 0
    earning_assets: int = 0
    dividends: int = 0
    fee_income: int = 0
    fee_expense: int = 0
    other_income: int = 0
    other_expense: int = 0
    trading_result: int = 0
    banking_result: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What operational risk asks for, in euro cents; `multiplier` has six decimals."""

    indicator: int
    bucket: int
    component: int
    losses: int
    multiplier: Decimal
    capital: int
    weighted: int


def indicator(years: Sequence[Year]) -> int:
    """Return the business indicator of up to three years, averaged over as many as there are.

    Interest, leases and dividends: the net interest, at most 2.25 % of what earns it, and
    dividends. Services: the larger of other income and expense, and the larger of fees in and
    out. Financial: the results of the trading and of the banking book, without their signs.
    """
    if not years:
        return 0
    with localcontext(prec=_DIGITS):
        net = _mean([abs(each.interest_income - each.interest_expense) for each in years])
        cap = _OF_EARNING_ASSETS * _mean([each.earning_assets for each in years])
        found = (
            min(net, cap)
            + _mean([each.dividends for each in years])
            + max(
                _mean([each.other_income for each in years]),
                _mean([each.other_expense for each in years]),
            )
            + max(
                _mean([each.fee_income for each in years]),
                _mean([each.fee_expense for each in years]),
            )
            + _mean([abs(each.trading_result) for each in years])
            + _mean([abs(each.banking_result) for each in years])
        )
        return _whole(found)


def component(indicated: int) -> int:
    """Return what the business indicator asks for: 12, 15 and 18 % by bucket."""
    with localcontext(prec=_DIGITS):
        below, found = 0, Decimal(0)
        for upto, share in _MARGINAL:
            top = indicated if upto is None else min(indicated, upto)
            found += share * max(0, top - below)
            below = upto or below
        return _whole(found)


def bucket(indicated: int) -> int:
    """Return the bucket of a business indicator: 1, 2 or 3."""
    return sum(indicated > upto for upto, _ in _MARGINAL if upto is not None) + 1


def loss_component(net_losses: Sequence[int], *, years: int = LOSS_YEARS) -> int:
    """Return 15 times the mean annual loss; `net_losses` are those of so many years.

    A loss under the threshold, net of what came back, does not count.
    """
    with localcontext(prec=_DIGITS):
        counted = sum(each for each in net_losses if each >= THRESHOLD)
        return _whole(Decimal(_LOSS_MULTIPLE * counted) / years)


def multiplier(*, losses: int, of_indicator: int) -> Decimal:
    """Return ln(e - 1 + (LC / BIC) ** 0.8), to six decimals: 1 where both are alike."""
    if of_indicator <= 0:
        return Decimal(1)
    with localcontext(prec=_DIGITS):
        ratio = Decimal(losses) / Decimal(of_indicator)
        raised = ratio**_POWER if ratio else Decimal(0)
        return (Decimal(1).exp() - 1 + raised).ln().quantize(_ILM_PLACES)


def require(
    years: Sequence[Year], *, net_losses: Sequence[int], loss_years: int, always: bool = False
) -> Requirement:
    """Return what the bank must hold.

    In the first bucket, and with less than five years of losses, the multiplier is 1; `always`
    uses it in the first bucket too (national choice).
    """
    indicated = indicator(years)
    asked, found = component(indicated), 0
    if loss_years:
        found = loss_component(net_losses, years=min(loss_years, LOSS_YEARS))
    in_bucket = bucket(indicated)
    uses = loss_years >= LEAST_LOSS_YEARS and (always or in_bucket > 1)
    times = multiplier(losses=found, of_indicator=asked) if uses else Decimal(1)
    with localcontext(prec=_DIGITS):
        capital = _whole(asked * times)
        weighted = _whole(capital * _RISK_WEIGHT)
    return Requirement(
        indicator=indicated,
        bucket=in_bucket,
        component=asked,
        losses=found,
        multiplier=times,
        capital=capital,
        weighted=weighted,
    )


def _mean(amounts: Sequence[int]) -> Decimal:
    return Decimal(sum(amounts)) / len(amounts)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value())
