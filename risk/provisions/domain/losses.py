"""What a credit is expected to lose: the cash shortfalls of each period, weighted and discounted.

IFRS 9, 5.5.17 and B5.5.28 to B5.5.55. In a scenario the loss is the sum, over the periods to come,
of the probability that the default falls into the period, of what is then owed, of the share that
is lost, and of the discount at the effective rate; the provision is the mean of the scenarios by
their weights. All of it is decimal, to 28 digits. Only the effect of a scenario on a probability is
a statistic (float), and is rounded to eight digits before anything is made of it.

Rounding: a credit's provision is rounded once, half up, to minor units. Where parts of it are shown
they sum to it: each part is the rounded sum up to it less what was shown before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from risk.provisions.domain.parameters import Outlook, Parameters, Segment
from risk.provisions.domain.stages import Stage

YEAR: Final = 365
_QUARTER: Final = 91
_NORMAL: Final = NormalDist()
_ONE, _ZERO = Decimal(1), Decimal(0)
_STEP: Final = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a provision is made from, in minor units; `pd` is of twelve months, without outlook.

    `flows` are the principal parts to come, by due day; a credit without any runs for the
    parameters' behavioural years.
    """

    day: date
    stage: Stage
    segment: str
    conversion: str
    drawn: int
    undrawn: int
    collateral: int
    pd: Decimal
    rate: Decimal
    flows: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A period: what is owed in it, the chance that it ends in default, and what is lost then.

    `probability`, `given_default` (a share of what is owed) and `loss` (minor units, discounted)
    are means over the scenarios; `shown` is the loss in whole units.
    """

    begins: int
    ends: int
    owed: Decimal
    probability: Decimal
    given_default: Decimal
    discount: Decimal
    loss: Decimal
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLoss:
    """What a scenario comes to before its weight, and its probability of default in a year."""

    outlook: Outlook
    pd: Decimal
    loss: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A credit's provision in minor units, with all that explains it."""

    amount: int
    exposure: int
    shortfalls: tuple[Shortfall, ...]
    scenarios: tuple[ScenarioLoss, ...]


@dataclass(frozen=True, slots=True)
class _Period:
    begins: int
    ends: int
    owed: Decimal


def expected(credit: Credit, parameters: Parameters) -> Expected:
    """Return what the credit is expected to lose."""
    converted = parameters.conversion.get(credit.conversion, _ZERO) * credit.undrawn
    exposure = credit.drawn + converted
    if credit.stage is Stage.IMPAIRED:
        periods = [_Period(0, _days(parameters.recovery_years), exposure)]
    else:
        periods = _periods(credit, exposure, parameters)
    by_scenario = [
        _losses(credit, periods, outlook, parameters) for outlook in parameters.scenarios
    ]
    shortfalls = _shortfalls(credit, periods, by_scenario, parameters)
    return Expected(
        amount=sum(each.shown for each in shortfalls),
        exposure=units(exposure),
        shortfalls=shortfalls,
        scenarios=tuple(
            ScenarioLoss(
                outlook=outlook,
                pd=_in_scenario(credit, outlook, parameters),
                loss=sum((loss for _, _, loss in found), _ZERO),
            )
            for outlook, found in zip(parameters.scenarios, by_scenario, strict=True)
        ),
    )


def _shortfalls(
    credit: Credit,
    periods: Sequence[_Period],
    by_scenario: Sequence[Sequence[tuple[Decimal, Decimal, Decimal]]],
    parameters: Parameters,
) -> tuple[Shortfall, ...]:
    """Return what the periods come to in the mean of the scenarios."""
    weights = [outlook.weight for outlook in parameters.scenarios]
    means = [_mean([found[at] for found in by_scenario], weights) for at in range(len(periods))]
    shown = whole([loss for _, _, loss in means])
    return tuple(
        Shortfall(
            begins=period.begins,
            ends=period.ends,
            owed=period.owed,
            probability=chance,
            given_default=share,
            discount=_discount(credit.rate, period.ends),
            loss=loss,
            shown=part,
        )
        for period, (chance, share, loss), part in zip(periods, means, shown, strict=True)
    )


def units(amount: Decimal) -> int:
    """Return the amount in whole minor units, half up."""
    return int(amount.quantize(_ONE, ROUND_HALF_UP))


def whole(parts: Iterable[Decimal]) -> list[int]:
    """Return parts in whole units that sum to their rounded sum: the remainder goes on and on."""
    found: list[int] = []
    total, told = _ZERO, 0
    for part in parts:
        total += part
        found.append(units(total) - told)
        told += found[-1]
    return found


@lru_cache(maxsize=4096)
def conditional(pd: Decimal, state: Decimal, correlation: Decimal) -> Decimal:
    """Return a year's probability of default in a state of the economy (Vasicek), to 8 digits."""
    if pd >= 1:
        return _ONE
    load = float(correlation)
    shifted = _NORMAL.inv_cdf(float(pd)) - load**0.5 * float(state)
    found = Decimal(repr(_NORMAL.cdf(shifted / (1 - load) ** 0.5)))
    return min(max(found.quantize(_STEP, ROUND_HALF_UP), _STEP), _ONE)


def _in_scenario(credit: Credit, outlook: Outlook, parameters: Parameters) -> Decimal:
    if credit.stage is Stage.IMPAIRED:
        return _ONE
    return conditional(credit.pd, outlook.state, parameters.correlation)


def _periods(credit: Credit, exposure: Decimal, parameters: Parameters) -> list[_Period]:
    """Return the periods to come with what is owed in each, twelve months of them in stage 1.

    What is owed falls with the schedule; what is overdue stays owed until the next due day.
    """
    life = _life(credit, parameters)
    end = min(life[-1][0], YEAR) if credit.stage is Stage.TWELVE_MONTHS else life[-1][0]
    left = principal = sum(part for _, part in life)
    periods: list[_Period] = []
    begins = 0
    for days, part in life:
        if begins >= end:
            break
        share = Decimal(left) / principal
        periods.append(_Period(begins, min(days, end), exposure * share))
        begins, left = days, left - part
    return periods


def _life(credit: Credit, parameters: Parameters) -> list[tuple[int, int]]:
    """Return days from now and principal parts: of the schedule, or quarters of a steady credit."""
    to_come = [((due - credit.day).days, part) for due, part in credit.flows if due > credit.day]
    if to_come:
        overdue = sum(part for due, part in credit.flows if due <= credit.day)
        first, part = to_come[0]
        return [(first, part + overdue), *to_come[1:]]
    if credit.flows:  # all of it is overdue
        return [(YEAR, sum(part for _, part in credit.flows))]
    last = _days(parameters.behavioural_years)
    return [*((days, 0) for days in range(_QUARTER, last, _QUARTER)), (last, 1)]


def _losses(
    credit: Credit,
    periods: Sequence[_Period],
    outlook: Outlook,
    parameters: Parameters,
) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Return by period the chance of default, the share that is lost, and the discounted loss."""
    segment = parameters.segments[credit.segment]
    stressed = _in_scenario(credit, outlook, parameters)
    horizon = _days(parameters.horizon_years)
    found = []
    for period in periods:
        lost = _lost(period.owed, credit.collateral, segment) * outlook.lgd_times
        lost = min(lost, period.owed)
        discount = _discount(credit.rate, period.ends)
        if credit.stage is Stage.IMPAIRED:
            chance, loss = _ONE, period.owed - (period.owed - lost) * discount
        else:
            alive = _survival(stressed, credit.pd, period.begins, horizon)
            chance = alive - _survival(stressed, credit.pd, period.ends, horizon)
            loss = chance * lost * discount
        found.append((chance, lost / period.owed if period.owed else _ZERO, loss))
    return found


def _lost(owed: Decimal, collateral: int, segment: Segment) -> Decimal:
    """Return what is lost of an amount in default: less of what a sale of the collateral covers."""
    covered = min(owed, collateral * (_ONE - segment.haircut))
    return (owed - covered) * segment.lgd + covered * segment.secured_lgd


def _mean(
    scenarios: Sequence[tuple[Decimal, Decimal, Decimal]], weights: Sequence[Decimal]
) -> tuple[Decimal, Decimal, Decimal]:
    chance, share, loss = (
        sum((weight * each[at] for weight, each in zip(weights, scenarios, strict=True)), _ZERO)
        for at in range(3)
    )
    return chance, share, loss


def _survival(stressed: Decimal, usual: Decimal, days: int, horizon: int) -> Decimal:
    """Return the chance of no default in so many days: by the outlook first, then as usual."""
    near = _power(_ONE - stressed, min(days, horizon))
    return near * _power(_ONE - usual, days - horizon) if days > horizon else near


def _discount(rate: Decimal, days: int) -> Decimal:
    return _ONE / _power(_ONE + rate, days)


@lru_cache(maxsize=65536)
def _power(base: Decimal, days: int) -> Decimal:
    if base <= 0:
        return _ZERO if days else _ONE
    exponent = Decimal(days) / YEAR
    return base**exponent


def _days(years: Decimal) -> int:
    return units(years * YEAR)
