"""The door of market: positions in currencies, curves, bonds, and what they could lose."""

from risk.market.domain.bonds import Issuer, Quality
from risk.market.domain.measures import WORDS, Measure
from risk.market.domain.readers import MarketFileMalformed
from risk.market.services import capital, limits, loading, steps, telling
from risk.market.services.capital import CapitalBooked, CapitalInvalid
from risk.market.services.limits import LimitInvalid
from risk.market.services.loading import (
    BondInvalid,
    BondNotHeld,
    BondOrder,
    CurvesDiffer,
    CurveSourceInvalid,
)
from risk.market.services.telling import DayFigures

measure_currencies = steps.measure_currencies  # a step of the end of day, once a day is closed
measure_rates = steps.measure_rates  # a step of the end of day, as well
load_curve = loading.load_curve
record_bond = loading.record_bond
sell_bond = loading.sell_bond
request_limit = limits.request_limit
execute_limit = limits.execute_limit  # in the use case of who approves
limits_on = limits.limits_on
request_capital = capital.request_capital
execute_capital = capital.execute_capital  # in the use case of who approves
figures_of = telling.figures_of
latest_tier_one = telling.latest_tier_one
currency_trend = telling.currency_trend
rate_trend = telling.rate_trend

__all__ = [
    "WORDS",
    "BondInvalid",
    "BondNotHeld",
    "BondOrder",
    "CapitalBooked",
    "CapitalInvalid",
    "CurveSourceInvalid",
    "CurvesDiffer",
    "DayFigures",
    "Issuer",
    "LimitInvalid",
    "MarketFileMalformed",
    "Measure",
    "Quality",
    "currency_trend",
    "execute_capital",
    "execute_limit",
    "figures_of",
    "latest_tier_one",
    "limits_on",
    "load_curve",
    "measure_currencies",
    "measure_rates",
    "rate_trend",
    "record_bond",
    "request_capital",
    "request_limit",
    "sell_bond",
]
