"""Curves of zero rates, bootstrapped from par yields.

Par yields as the United States Treasury publishes them ("constant maturity"): those of up to six
months are simple yields of bills, longer ones the coupons of bonds at par that pay twice a year.
Discount factors are log-linear between the tenors and run on with the last forward rate. Rates are
fractions a year, times are years.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import brentq

from bankcore.errors import BankError
from risk.market.domain.tail_risk import Floats

LONGEST_BILL: Final = 0.5
_COUPONS: Final = 2


class CurveUnusable(BankError):
    """Par yields from which no curve comes: too few, or no discount factor makes them true."""

    code = "curve_unusable"
    cure = "Check the yields of the day with their publisher."


@dataclass(frozen=True, slots=True)
class Curve:
    """Discount factors at the tenors."""

    times: Floats
    logs: Floats

    def log_discount(self, years: Floats) -> Floats:
        """Return the logarithms of the discount factors at these times."""
        times = np.concatenate([[0.0], self.times])
        logs = np.concatenate([[0.0], self.logs])
        inside = np.interp(years, times, logs)
        slope = (logs[-1] - logs[-2]) / (times[-1] - times[-2])
        beyond: Floats = np.where(years > times[-1], logs[-1] + slope * (years - times[-1]), inside)
        return beyond

    def discount(self, years: Floats) -> Floats:
        """Return what one paid at these times is worth today."""
        return np.exp(self.log_discount(years))

    def zero(self, years: Floats) -> Floats:
        """Return the continuous zero rates; at time zero, that of the first tenor."""
        asked = np.where(years > 0, years, self.times[0])
        rates: Floats = -self.log_discount(asked) / asked
        return rates


def bootstrap(par: Mapping[float, float]) -> Curve:
    """Return the curve on which every par yield, by its tenor in years, is true.

    Raises CurveUnusable.
    """
    if len(par) < 2 or min(par) <= 0:
        message = "A curve needs par yields of two tenors or more."
        raise CurveUnusable(message)
    times: list[float] = []
    logs: list[float] = []
    for tenor in sorted(par):
        logs.append(_pillar(times, logs, tenor, par[tenor]))
        times.append(tenor)
    return Curve(np.array(times), np.array(logs))


def _pillar(times: list[float], logs: list[float], tenor: float, rate: float) -> float:
    """Return the logarithm of the discount factor at a tenor, from those before it."""
    if tenor <= LONGEST_BILL:
        if rate * tenor <= -1:
            raise _unusable(tenor)
        return -math.log1p(rate * tenor)
    last, log = (times[-1], logs[-1]) if times else (0.0, 0.0)
    try:
        found: float = brentq(_off_par(times, logs, tenor, rate), log - tenor + last, log + 1.0)
    except ValueError:
        raise _unusable(tenor) from None
    return found


def _off_par(
    times: list[float], logs: list[float], tenor: float, rate: float
) -> Callable[[float], float]:
    """Return how far from par a bond of the tenor is, for a logarithm of its last discount."""
    count = max(1, round(tenor * _COUPONS))
    due = tenor - np.arange(count)[::-1] / _COUPONS
    known_times, known_logs = np.array([0.0, *times]), np.array([0.0, *logs])

    def off(log: float) -> float:
        discounts = np.exp(np.interp(due, [*known_times, tenor], [*known_logs, log]))
        return float(rate / _COUPONS * discounts.sum() + discounts[-1] - 1)

    return off


def _unusable(tenor: float) -> CurveUnusable:
    message = f"No discount factor makes the par yield of {tenor:g} years true."
    return CurveUnusable(message)
