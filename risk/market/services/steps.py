"""The steps of the end of day. What reckons is loaded when a step runs: no other process pays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib import import_module

from bankcore.actor import Actor

_HERE = "risk.market.services"


def measure_currencies(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> Mapping[str, int]:
    """Measure positions in currencies: value at risk, its back-test, capital, limits."""
    step = import_module(f"{_HERE}.currencies").measure
    found: Mapping[str, int] = step(day=day, next_day=next_day, actor=actor, now=now)
    return found


def measure_rates(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Measure the banking book under the six shocks: value, income, outlier, capital, limits."""
    step = import_module(f"{_HERE}.rates").measure
    found: Mapping[str, int] = step(day=day, next_day=next_day, actor=actor, now=now)
    return found
