"""A day's end: what the bank's positions in currencies could lose, and how the model has done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from payments import public as payments
from risk.market.domain import backtests, tail_risk
from risk.market.domain.measures import Measure
from risk.market.domain.sensitivities import exchange_capital
from risk.market.domain.tail_risk import Floats, Method, Tail
from risk.market.models import CurrencyDay, Position, ValueAtRisk
from risk.market.repositories import results
from risk.market.services import limits

PERCENTS: Final = (95, 99)
# Held against limits and tried against results: the only method that was never in the red.
CHOSEN: Final = (Method.FILTERED, 99)
_SHORTFALL: Final = 0.025
_OLDEST: Final = date(1999, 1, 4)  # the euro's first rates


@dataclass(frozen=True, slots=True)
class _History:
    """Returns, a row a day and a column a currency, of the currencies that have enough of them."""

    currencies: tuple[str, ...]
    returns: Floats

    @property
    def is_enough(self) -> bool:
        return bool(self.currencies) and len(self.returns) >= tail_risk.LEAST_DAYS


@use_case
def measure(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Measure the positions at a day's end; a second run changes nothing."""
    del next_day
    if results.currency_day(day=day) is not None:
        return {}
    positions = [each for each in payments.fx_positions(day=day) if each.amount.minor]
    worths = {each.currency.code: each.at_mid.minor for each in positions if each.at_mid}
    history = _history(sorted(worths), day)
    figures = _figures(history, worths, seed=day.toordinal())
    chosen = figures.get(CHOSEN)
    left_out = {each.currency.code for each in positions} - set(history.currencies)
    kept = _keep_day(day, worths, history, left_out, now)
    parts = _components(history, worths, chosen)
    amounts = [(each.currency.code, each.amount.minor) for each in positions]
    results.add_all(
        [
            Position(
                day=kept,
                currency=code,
                amount=amount,
                worth=worths.get(code, 0),
                component=parts.get(code),
            )
            for code, amount in amounts
        ],
        of=Position,
    )
    results.add_all(
        [
            ValueAtRisk(
                day=kept,
                method=method,
                percent=percent,
                value_at_risk=round(tail.value_at_risk),
                expected_shortfall=round(tail.expected_shortfall),
            )
            for (method, percent), tail in figures.items()
        ],
        of=ValueAtRisk,
    )
    measured = {Measure.LARGEST_POSITION: kept.largest}
    if chosen is not None:
        measured[Measure.VALUE_AT_RISK] = round(chosen.value_at_risk)
        measured[Measure.EXPECTED_SHORTFALL] = round(chosen.expected_shortfall)
    return {
        "positions": len(positions),
        "values at risk": len(figures),
        "positions left out": len(left_out),
        "limits exceeded": limits.hold(day=day, measured=measured, actor=actor, now=now),
    }


def _keep_day(
    day: date, worths: Mapping[str, int], history: _History, left_out: set[str], now: datetime
) -> CurrencyDay:
    sizes = [abs(worth) for worth in worths.values()]
    result, foretold = _yesterday(day)
    exceeded = None if result is None or foretold is None else result < -foretold
    exceptions = results.exceptions_before(day=day, days=backtests.TRAFFIC_DAYS - 1)
    exceptions += bool(exceeded)
    return results.add(
        CurrencyDay(
            day=day,
            largest=max(sizes, default=0),
            gross=sum(sizes),
            capital=round(exchange_capital(worths, base=payments.BASE)),
            history=len(history.returns),
            left_out=", ".join(sorted(left_out))[:200],
            result=result,
            foretold=foretold,
            exceeded=exceeded,
            exceptions=exceptions,
            zone=backtests.zone_of(exceptions),
            shortfall_975=_shortfall(history, worths),
            made_at=now,
        )
    )


def _yesterday(day: date) -> tuple[int | None, int | None]:
    """Return what the last positions made of the rates since, and the loss foretold for them.

    Of the currencies that the figure was of: the others were left out of it.
    """
    before = results.currency_day_before(day=day)
    if before is None:
        return None, None
    told = results.value_at_risk(before, method=CHOSEN[0], percent=CHOSEN[1])
    if told is None:
        return None, None
    left_out = set(before.left_out.split(", "))
    old = {each.currency: float(each.rate) for each in payments.fx_rates_of_day(day=before.day)}
    new = {each.currency: float(each.rate) for each in payments.fx_rates_of_day(day=day)}
    made = sum(
        each.worth * (old[each.currency] / new[each.currency] - 1)
        for each in results.positions_of(before)
        if each.currency not in left_out and each.currency in old and each.currency in new
    )
    return round(made), told.value_at_risk


def _history(currencies: Sequence[str], day: date) -> _History:
    """Return the returns of the currencies with enough days, on the days that all of them have."""
    by_currency: defaultdict[str, dict[date, float]] = defaultdict(dict)
    for rate in payments.fx_history(currencies=currencies, first=_OLDEST, last=day):
        by_currency[rate.currency][rate.day] = float(rate.rate)
    enough = tuple(
        code for code in sorted(by_currency) if len(by_currency[code]) > tail_risk.LEAST_DAYS
    )
    days = sorted(set.intersection(*(set(by_currency[code]) for code in enough))) if enough else []
    if len(days) <= tail_risk.LEAST_DAYS:
        return _History((), np.zeros((0, 0)))
    levels = np.array([[by_currency[code][each] for code in enough] for each in days])
    return _History(enough, np.diff(np.log(levels), axis=0))


def _components(
    history: _History, worths: Mapping[str, int], chosen: Tail | None
) -> dict[str, int]:
    """Return each currency's part of the value at risk, in cents that sum to it.

    Each part is the rounded sum up to it less what was told before.
    """
    if chosen is None or not history.is_enough:
        return {}
    shares = tail_risk.components(history.returns, _held(history, worths))
    # What the day keeps, so that no fraction of a cent makes a difference.
    whole, told, share = round(chosen.value_at_risk), 0, 0.0
    found: dict[str, int] = {}
    for code, part in zip(history.currencies, shares.tolist(), strict=True):
        share += part
        found[code] = round(whole * share) - told
        told += found[code]
    return found


def _shortfall(history: _History, worths: Mapping[str, int]) -> int | None:
    """Return the expected shortfall at the confidence of the Basel Framework's models (MAR33)."""
    if not worths:
        return 0
    if not history.is_enough:
        return None
    results = tail_risk.results_of(history.returns, _held(history, worths))
    return round(tail_risk.filtered(results, probability=_SHORTFALL).expected_shortfall)


def _held(history: _History, worths: Mapping[str, int]) -> Floats:
    return np.array([worths[code] for code in history.currencies], dtype=np.float64)


def _figures(
    history: _History, worths: Mapping[str, int], *, seed: int
) -> dict[tuple[Method, int], Tail]:
    """Return every figure; none where there is too little history, zeros where no position is."""
    if not worths:
        return {(method, percent): Tail(0.0, 0.0) for method in Method for percent in PERCENTS}
    if not history.is_enough:
        return {}
    positions = _held(history, worths)
    return {
        (method, percent): tail
        for percent in PERCENTS
        for method, tail in tail_risk.every(
            history.returns, positions, probability=(100 - percent) / 100, seed=seed
        ).items()
    }
