"""Value at risk and expected shortfall of one day, by five methods and over a stressed window.

Series are oldest first; a loss is a negative number in them and a positive one in a result. The
methods are those of J.P. Morgan's RiskMetrics (1996; decay 0.94), of Barone-Adesi et al. (1999;
filtered historical simulation) and of the Basel Framework (MAR33; stressed window). Figures of this
module are statistics: they are rounded to money where they are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DECAY: Final = 0.94
WINDOW: Final = 500
STRESSED_WINDOW: Final = 250
PATHS: Final = 20_000
# A deviation needs two values to be estimated from: forecasts begin with the third day.
UNKNOWN: Final = 2
# Days of a window and those before it that only the deviation is estimated from.
LEAST_DAYS: Final = WINDOW + UNKNOWN
_NORMAL: Final = NormalDist()


class Method(StrEnum):
    """How the distribution of tomorrow's result is imagined."""

    HISTORICAL = "HISTORICAL"
    NORMAL = "NORMAL"
    EWMA = "EWMA"
    FILTERED = "FILTERED"
    MONTE_CARLO = "MONTE_CARLO"
    STRESSED = "STRESSED"


@dataclass(frozen=True, slots=True)
class Tail:
    """The loss that is exceeded with the probability asked for, and the mean of those beyond it."""

    value_at_risk: float
    expected_shortfall: float


def log_returns(values: Floats) -> Floats:
    """Return the continuous returns from each value to the next."""
    return np.diff(np.log(values))


def ewma_deviations(series: Floats, *, decay: float = DECAY) -> Floats:
    """Return the deviation expected of each day from the days before it, and of the day after all.

    One more than the series is long; the first two are unknown (NaN). Weights fall by `decay` a
    day, around the weighted mean and without the bias of a small sample, as pandas has it in
    `ewm(alpha=1 - decay).std()`.
    """
    found = np.full(len(series) + 1, np.nan)
    weight = squares = mean = spread = 0.0
    for day, value in enumerate(series.tolist()):
        weight, squares = decay * weight + 1, decay * decay * squares + 1
        off = value - mean
        mean += off / weight
        spread = decay * spread + off * (value - mean)
        if day:
            found[day + 1] = (spread * weight / (weight * weight - squares)) ** 0.5
    return found


def thresholds(series: Floats, *, probability: float, window: int = WINDOW) -> dict[Method, Floats]:
    """Return by method which result of each day is undercut with the probability, day by day.

    For the days from `window` + 2 on, each from the days before it alone.
    """
    first = window + UNKNOWN
    quantile = _NORMAL.inv_cdf(probability)
    windows = np.lib.stride_tricks.sliding_window_view(series, window)[UNKNOWN:-1]
    deviations = ewma_deviations(series)[:-1]
    residuals = np.lib.stride_tricks.sliding_window_view(_residuals(series, deviations), window)
    return {
        Method.HISTORICAL: np.quantile(windows, probability, axis=1),
        Method.NORMAL: quantile * windows.std(axis=1, ddof=1),
        Method.EWMA: quantile * deviations[first:],
        Method.FILTERED: np.quantile(residuals[UNKNOWN:-1], probability, axis=1)
        * deviations[first:],
    }


def historical(results: Floats, *, probability: float) -> Tail:
    """Return the tail of what has happened."""
    quantile = float(np.quantile(results, probability))
    return Tail(-quantile, -float(results[results <= quantile].mean()))


def normal(deviation: float, *, probability: float) -> Tail:
    """Return the tail of a normal distribution around zero."""
    quantile = _NORMAL.inv_cdf(probability)
    return Tail(-quantile * deviation, _NORMAL.pdf(quantile) / probability * deviation)


def filtered(series: Floats, *, probability: float, window: int = WINDOW) -> Tail:
    """Return the tail of past results, each as large as its day was wild, on a day like the next.

    Historical simulation over residuals, scaled by the deviation expected of the next day.
    """
    deviations = ewma_deviations(series)
    residuals = _residuals(series[-window:], deviations[-window - 1 : -1])
    tail = historical(residuals, probability=probability)
    wild = float(deviations[-1])
    return Tail(tail.value_at_risk * wild, tail.expected_shortfall * wild)


def _residuals(series: Floats, deviations: Floats) -> Floats:
    """Return each day's value by the deviation expected of it; zero where none was expected.

    A currency that is pegged does not move for years.
    """
    return np.divide(series, deviations, out=np.zeros_like(series), where=deviations > 0)


def stressed(
    results: Floats, *, probability: float, window: int = STRESSED_WINDOW
) -> tuple[Tail, int]:
    """Return the tail in the worst window that the series has, and where that window begins."""
    windows = np.lib.stride_tricks.sliding_window_view(results, window)
    begin = int(np.quantile(windows, probability, axis=1).argmin())
    return historical(windows[begin], probability=probability), begin


def results_of(returns: Floats, worths: Floats) -> Floats:
    """Return what today's positions would have made of the returns of each day.

    A row a day, a column a currency; a return is of the currency's units for one euro, so that a
    position loses as its rate goes up.
    """
    made: Floats = np.expm1(-returns) @ worths
    return made


def monte_carlo(
    returns: Floats, worths: Floats, *, probability: float, seed: int, paths: int = PATHS
) -> Tail:
    """Return the tail of seeded draws from a normal distribution with the returns' covariance."""
    covariance = np.atleast_2d(np.cov(returns, rowvar=False))
    draws = np.random.default_rng(seed).multivariate_normal(
        np.zeros(len(worths)), covariance, size=paths, method="eigh"
    )
    return historical(results_of(draws, worths), probability=probability)


def components(returns: Floats, worths: Floats) -> Floats:
    """Return which share of the risk each position brings; the shares sum to one.

    Euler's: the covariance of the position's results with those of all, by their variance; weights
    of days fall by DECAY over the last WINDOW. Below zero is a position that hedges the others.
    Zeros where nothing ever moved.
    """
    made = np.expm1(-returns[-WINDOW:]) * worths
    weights = DECAY ** np.arange(len(made) - 1, -1, -1)
    made -= np.average(made, axis=0, weights=weights)
    covariances: Floats = (weights[:, None] * made * made.sum(axis=1)[:, None]).sum(axis=0)
    variance = float(covariances.sum())
    return covariances / variance if variance > 0 else np.zeros(len(worths))


def every(returns: Floats, worths: Floats, *, probability: float, seed: int) -> dict[Method, Tail]:
    """Return the tail of tomorrow's result of positions by every method.

    Of at least LEAST_DAYS days; all but the stressed window look at the last WINDOW of them.
    """
    results = results_of(returns, worths)
    recent = results[-WINDOW:]
    worst, _ = stressed(results, probability=probability)
    deviation = float(ewma_deviations(results)[-1])
    return {
        Method.HISTORICAL: historical(recent, probability=probability),
        Method.NORMAL: normal(float(recent.std(ddof=1)), probability=probability),
        Method.EWMA: normal(deviation, probability=probability),
        Method.FILTERED: filtered(results, probability=probability),
        Method.MONTE_CARLO: monte_carlo(
            returns[-WINDOW:], worths, probability=probability, seed=seed
        ),
        Method.STRESSED: worst,
    }
