"""What a version of the parameters says, and the reading of it.

Rates and probabilities are fractions, written as text so that no digit is lost. Sources: IFRS 9,
5.5.1 to 5.5.20 and B5.5.1 to B5.5.55; the scenarios' effect on a probability of default is that of
the one-factor model of Vasicek (2002), which the Basel Framework uses as well (CRE31).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NoReturn

from bankcore.errors import BankError

SEGMENTS: Final = ("retail", "company")
BUCKETS: Final = ("CURRENT", "1-30", "31-60", "61-90")
CONVERTED: Final = ("COMMITMENT", "OVERDRAFT")
_PLAIN: Final = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,8})?")
_DAYS: Final = ("significant_days", "default_days", "cure_days", "forborne_cure_days",
                "probation_days", "forbearance_days")  # fmt: skip
_SCENARIOS: Final = 3


class ParametersInvalid(BankError):
    """The parameters are not complete, or one of them cannot be so."""

    code = "provision_parameters_invalid"
    cure = "Correct what the message names. Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A scenario: its weight, the state of the economy, and what it does to losses given default.

    The state is in standard deviations; below zero is worse than usual.
    """

    name: str
    weight: Decimal
    state: Decimal
    lgd_times: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Probability of default in a year by days past due, and losses given default."""

    pd: Mapping[str, Decimal]
    lgd: Decimal
    secured_lgd: Decimal
    haircut: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """When risk has risen significantly, what default is, and how long cured is not yet well."""

    times: Decimal
    points: Decimal
    significant_days: int
    default_days: int
    cure_days: int
    forborne_cure_days: int
    probation_days: int
    forbearance_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that provisions are reckoned from beside the loans themselves."""

    scenarios: tuple[Outlook, ...]
    correlation: Decimal
    horizon_years: Decimal
    segments: Mapping[str, Segment]
    conversion: Mapping[str, Decimal]
    pd_floor: Decimal
    staging: Staging
    recovery_years: Decimal
    behavioural_years: Decimal
    overdraft_rate: Decimal


def read(told: object) -> Parameters:
    """Return the parameters; raises ParametersInvalid with what is wrong."""
    top = _Reader(told, "the parameters")
    scenarios = tuple(_outlook(each) for each in top.rows("scenarios", _SCENARIOS))
    if sum(each.weight for each in scenarios) != 1:
        _refuse("the scenarios' weights are not 1 together")
    if len({each.name for each in scenarios}) != _SCENARIOS:
        _refuse("two scenarios have one name")
    segments = top.inside("segments", SEGMENTS)
    conversion = top.inside("conversion", CONVERTED)
    found = Parameters(
        scenarios=scenarios,
        correlation=top.number("correlation", least="0", most="0.5"),
        horizon_years=top.number("horizon_years", least="1", most="10"),
        segments={name: _segment(segments.inside(name)) for name in SEGMENTS},
        conversion={name: conversion.number(name) for name in CONVERTED},
        pd_floor=top.number("pd_floor", least="0.00000001", most="0.1"),
        staging=_staging(top.inside("staging")),
        recovery_years=top.number("recovery_years", least="0", most="10"),
        behavioural_years=top.number("behavioural_years", least="1", most="10"),
        overdraft_rate=top.number("overdraft_rate"),
    )
    top.finish()
    return found


def _outlook(told: _Reader) -> Outlook:
    name = told.text("name")
    found = Outlook(
        name=name,
        weight=told.number("weight"),
        state=told.number("state", least="-4", most="4"),
        lgd_times=told.number("lgd_times", least="0.5", most="2"),
    )
    told.finish()
    return found


def _segment(told: _Reader) -> Segment:
    pools = told.inside("pd", BUCKETS)
    pd = {bucket: pools.number(bucket, least="0.00000001") for bucket in BUCKETS}
    if any(pd[earlier] > pd[later] for earlier, later in pairwise(BUCKETS)):
        _refuse(f"{pools.where}: more days past due have a lower probability of default")
    found = Segment(
        pd=pd,
        lgd=told.number("lgd"),
        secured_lgd=told.number("secured_lgd"),
        haircut=told.number("haircut"),
    )
    told.finish()
    return found


def _staging(told: _Reader) -> Staging:
    days = {name: told.days(name) for name in _DAYS}
    if not 0 < days["significant_days"] <= 30 or not 30 < days["default_days"] <= 90:
        message = "risk has risen by 30 days past due at the latest, and default is by 90"
        _refuse(message)
    found = Staging(
        times=told.number("times", least="1", most="10"),
        points=told.number("points"),
        **days,
    )
    told.finish()
    return found


class _Reader:
    """A part of what was told, that knows where it stands and what of it was read."""

    def __init__(self, told: object, where: str) -> None:
        if not isinstance(told, dict):
            _refuse(f"{where} is no table of names and values")
        self._told: dict[str, Any] = told
        self._read: set[str] = set()
        self.where = where

    def _value(self, name: str) -> Any:
        if name not in self._told:
            _refuse(f"{self.where} has no {name}")
        self._read.add(name)
        return self._told[name]

    def number(self, name: str, *, least: str = "0", most: str = "1") -> Decimal:
        found = self._value(name)
        if not isinstance(found, str) or not _PLAIN.fullmatch(found):
            _refuse(f"{self.where}: {name} is no number in quotation marks")
        number = Decimal(found)
        if not Decimal(least) <= number <= Decimal(most):
            _refuse(f"{self.where}: {name} is not between {least} and {most}")
        return number

    def days(self, name: str) -> int:
        found = self._value(name)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= 3650:
            _refuse(f"{self.where}: {name} is no number of days up to 3650")
        return found

    def text(self, name: str) -> str:
        found = self._value(name)
        if not isinstance(found, str) or not re.fullmatch(r"[a-z ]{1,20}", found):
            _refuse(f"{self.where}: {name} is no name of small letters")
        return found

    def inside(self, name: str, names: tuple[str, ...] = ()) -> _Reader:
        found = _Reader(self._value(name), name)
        if names and set(found._told) != set(names):
            _refuse(f"{name} are {', '.join(names)}, and no others")
        return found

    def rows(self, name: str, count: int) -> list[_Reader]:
        found = self._value(name)
        if not isinstance(found, list) or len(found) != count:
            _refuse(f"{name} are {count}")
        return [_Reader(each, f"{name}, number {number}") for number, each in enumerate(found, 1)]

    def finish(self) -> None:
        if unknown := sorted(set(self._told) - self._read):
            _refuse(f"{self.where} has {unknown[0]}, which nothing is made from")


def _refuse(what: str) -> NoReturn:
    message = f"These are no parameters: {what}."
    raise ParametersInvalid(message, field="content")
