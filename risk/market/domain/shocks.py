"""The six interest-rate shocks of the Basel Framework, and the floor beneath shocked rates.

Two tables of sizes by currency, in basis points; settings.RATE_SHOCKS says which is the bank's:

BASEL_2024: Basel Committee, "Recalibration of shocks for interest rate risk in the banking book"
(d578, July 2024), in force from 2026. For the euro 225, 350 and 200. Its table was not to be had to
be read against, only the Committee's own summary: the sizes agree with that (multiples of 25 basis
points) and with the caps. European currencies that it does not list have the sizes of the other.

EU_2024_856: Delegated Regulation (EU) 2024/856, annex, part A, read from its text: the law for the
outlier test of banks of the Union. For the euro 200, 250 and 100. It builds on the Basel standard
of 2016 (d368), and has its older sizes.

Any other currency has the caps, which both name. Shapes: SRP31.90 and article 1 of the regulation.
The floor is that of its article 2: minus 150 basis points today, three more a year.
"""

from __future__ import annotations

from collections.abc import Mapping
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
Table = Mapping[str, Size]
EU_2024_856: Final[Table] = {
    **dict.fromkeys(("ARS", "BRL", "MXN", "RUB", "TRY", "ZAR"), CAPS),
    "AUD": Size(300, 450, 200),
    "BGN": Size(250, 350, 150),
    "CAD": Size(200, 300, 150),
    "CHF": Size(100, 150, 100),
    "CNY": Size(250, 300, 150),
    "CZK": Size(200, 250, 100),
    "DKK": Size(200, 250, 150),
    "EUR": Size(200, 250, 100),
    "GBP": Size(250, 300, 150),
    "HKD": Size(200, 250, 100),
    "HUF": Size(300, 450, 200),
    "IDR": Size(400, 500, 350),
    "INR": Size(400, 500, 300),
    "JPY": Size(100, 100, 100),
    "KRW": Size(300, 400, 200),
    "PLN": Size(250, 350, 150),
    "RON": Size(350, 500, 250),
    "SAR": Size(200, 300, 150),
    "SEK": Size(200, 300, 150),
    "SGD": Size(150, 200, 100),
    "USD": Size(200, 300, 150),
}
BASEL_2024: Final[Table] = {
    **{each: EU_2024_856[each] for each in ("BGN", "CZK", "DKK", "HUF", "PLN", "RON")},
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
}
TABLES: Final[Mapping[str, Table]] = {"BASEL_2024": BASEL_2024, "EU_2024_856": EU_2024_856}


def size_of(currency: str, table: Table = BASEL_2024) -> Size:
    """Return the shocks of a currency; the caps where the table does not name it."""
    return table.get(currency, CAPS)


def shift(scenario: Scenario, *, currency: str, years: Floats, table: Table = BASEL_2024) -> Floats:
    """Return by how much the zero rates of a currency move at these times."""
    size = size_of(currency, table)
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
