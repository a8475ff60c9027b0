"""The six interest-rate shocks of the Basel Framework, and the floor beneath shocked rates.

Sizes by currency: Basel Committee, "Recalibration of shocks for interest rate risk in the banking
book" (d578, July 2024, in force 2026), in basis points. Currencies that it does not list: Delegated
Regulation (EU) 2024/856, annex, part A; any other has the caps of the standard. Shapes: SRP31. The
floor is that of the same regulation, article 2: minus 150 basis points today, three more a year.

What was checked, and what could not be: the six European currencies equal part A of that annex,
read from its text. The sizes by currency of d578 could not be checked: its table was not to be
had, only the Committee's own summary of it. They agree with the summary (multiples of 25 basis
points, implementation by 1 January 2026) and with the caps. Part A itself has its own, older sizes
for currencies that d578 lists too, for the euro 200, 250 and 100: a bank that reports under it
compares both before its first report.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from risk.market.domain.tail_risk import Floats

_POINT: Final = 1e-4
_FALL: Final = 4.0  # years in which the short shock falls by the factor e
_FLOOR, _FLOOR_A_YEAR = -0.015, 0.0003


class Scenario(StrEnum):
    """The six shocks."""

    PARALLEL_UP = "PARALLEL_UP"
    PARALLEL_DOWN = "PARALLEL_DOWN"
    STEEPENER = "STEEPENER"
    FLATTENER = "FLATTENER"
    SHORT_UP = "SHORT_UP"
    SHORT_DOWN = "SHORT_DOWN"


class Size(NamedTuple):
    """How large a currency's shocks are, in basis points."""

    parallel: int
    short: int
    long: int


CAPS: Final = Size(400, 500, 300)
SIZES: Final[dict[str, Size]] = {
    **dict.fromkeys(("ARS", "BRL", "IDR", "MXN", "RUB", "TRY"), CAPS),
    "AUD": Size(350, 425, 300),
    "CAD": Size(200, 275, 175),
    "CHF": Size(175, 250, 200),
    "CNY": Size(225, 300, 150),
    "EUR": Size(225, 350, 200),
    "GBP": Size(275, 425, 250),
    "HKD": Size(225, 375, 200),
    "INR": Size(325, 475, 225),
    "JPY": Size(100, 100, 100),
    "KRW": Size(225, 350, 225),
    "SAR": Size(275, 375, 250),
    "SEK": Size(275, 425, 200),
    "SGD": Size(175, 250, 225),
    "USD": Size(200, 300, 225),
    "ZAR": Size(325, 500, 300),
    # Of the European regulation.
    "BGN": Size(250, 350, 150),
    "CZK": Size(200, 250, 100),
    "DKK": Size(200, 250, 150),
    "HUF": Size(300, 450, 200),
    "PLN": Size(250, 350, 150),
    "RON": Size(350, 500, 250),
}


def size_of(currency: str) -> Size:
    """Return the shocks of a currency; the caps where no rule names it."""
    return SIZES.get(currency, CAPS)


def shift(scenario: Scenario, *, currency: str, years: Floats) -> Floats:
    """Return by how much the zero rates of a currency move at these times."""
    size = size_of(currency)
    parallel = np.full(len(years), size.parallel * _POINT)
    near = np.exp(-years / _FALL)
    short, long = size.short * _POINT * near, size.long * _POINT * (1 - near)
    shapes: dict[Scenario, Floats] = {
        Scenario.PARALLEL_UP: parallel,
        Scenario.PARALLEL_DOWN: -parallel,
        Scenario.STEEPENER: -0.65 * short + 0.9 * long,
        Scenario.FLATTENER: 0.8 * short - 0.6 * long,
        Scenario.SHORT_UP: short,
        Scenario.SHORT_DOWN: -short,
    }
    return shapes[scenario]


def shocked(rates: Floats, moved: Floats, *, years: Floats) -> Floats:
    """Return zero rates after a shock: not below the floor, where they were not before."""
    floor = np.minimum(0.0, _FLOOR + _FLOOR_A_YEAR * years)
    return np.maximum(rates + moved, np.minimum(rates, floor))
