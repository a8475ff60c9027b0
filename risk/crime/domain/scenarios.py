"""What is watched for in the movements of customers, and the parameters that say from when on.

Amounts are whole United States dollars: movements in other currencies are reckoned at the bank's
rates of their day. The patterns are those of FATF's and FinCEN's published guidance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bankcore.errors import BankError

Value = int | list[str]
Values = Mapping[str, Value]
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_MOST_COUNTRIES: Final = 250
LONGEST_LOOK_BACK: Final = 366


class Scenario(StrEnum):
    """A pattern, or what is reported without one: CASH_REPORT."""

    STRUCTURING = "STRUCTURING"
    RAPID_MOVEMENT = "RAPID_MOVEMENT"
    ROUND_TRIP = "ROUND_TRIP"
    DORMANT_ACTIVE = "DORMANT_ACTIVE"
    HIGH_RISK_COUNTRY = "HIGH_RISK_COUNTRY"
    CASH_REPORT = "CASH_REPORT"


PATTERNS: Final = tuple(each for each in Scenario if each is not Scenario.CASH_REPORT)
WORDS: Final[dict[Scenario, str]] = {
    Scenario.STRUCTURING: "cash in parts that are not reported one by one",
    Scenario.RAPID_MOVEMENT: "money that is gone soon after it came",
    Scenario.ROUND_TRIP: "money that comes back by way of others",
    Scenario.DORMANT_ACTIVE: "an account that wakes after long",
    Scenario.HIGH_RISK_COUNTRY: "payments to countries of high risk",
    Scenario.CASH_REPORT: "cash that is reported whatever it is for",
}


class ParametersInvalid(BankError):
    """The parameters are not those of the scenario, or out of range; the message says which."""

    code = "crime_parameters_invalid"
    cure = "Give every parameter of the scenario, within its range."


@dataclass(frozen=True, slots=True)
class Range:
    """A whole number between two, and what it is without anybody's change."""

    usual: int
    least: int
    most: int
    words: str


# Whole dollars, days, hours, per cent and counts. The list of countries: FATF's call for action.
RANGES: Final[dict[Scenario, dict[str, Range]]] = {
    Scenario.STRUCTURING: {
        "days": Range(7, 1, 90, "days that are looked at"),
        "count": Range(3, 2, 100, "movements at least"),
        "at_least": Range(6_000, 1, 1_000_000, "dollars of each movement at least"),
        "up_to": Range(10_000, 1, 1_000_000, "dollars of each movement at most"),
    },
    Scenario.RAPID_MOVEMENT: {
        "hours": Range(48, 1, 720, "hours between coming and going"),
        "percent": Range(90, 50, 100, "per cent of what came that is gone"),
        "at_least": Range(5_000, 1, 100_000_000, "dollars that came at least"),
    },
    Scenario.ROUND_TRIP: {
        "days": Range(30, 1, 180, "days for the whole way"),
        "steps": Range(4, 2, 6, "transfers at most"),
        "percent": Range(80, 50, 100, "per cent of the amount that is passed on at least"),
        "at_least": Range(3_000, 1, 100_000_000, "dollars that came back at least"),
    },
    Scenario.DORMANT_ACTIVE: {
        "days": Range(180, 30, LONGEST_LOOK_BACK, "days without a movement"),
        "at_least": Range(5_000, 1, 100_000_000, "dollars moved on the day at least"),
    },
    Scenario.HIGH_RISK_COUNTRY: {
        "at_least": Range(1_000, 1, 100_000_000, "dollars on the day at least"),
    },
    Scenario.CASH_REPORT: {
        "above": Range(10_000, 1, 1_000_000, "dollars on a day that are not reported yet"),
    },
}
COUNTRIES: Final = ("IR", "KP", "MM")


def usual(scenario: Scenario) -> dict[str, Value]:
    """Return the parameters that hold before anybody has changed them."""
    values: dict[str, Value] = {name: each.usual for name, each in RANGES[scenario].items()}
    if scenario is Scenario.HIGH_RISK_COUNTRY:
        values["countries"] = list(COUNTRIES)
    return values


def checked(scenario: Scenario, given: Values) -> dict[str, Value]:
    """Return the parameters in order; raises ParametersInvalid."""
    if set(given) != set(usual(scenario)):
        wanted = ", ".join(sorted(usual(scenario)))
        message = f"The parameters of {scenario} are: {wanted}."
        raise ParametersInvalid(message, field="values")
    found: dict[str, Value] = {
        name: _number(name, given[name], each) for name, each in RANGES[scenario].items()
    }
    if scenario is Scenario.HIGH_RISK_COUNTRY:
        found["countries"] = _countries(given["countries"])
    if scenario is Scenario.STRUCTURING and number(found, "at_least") >= number(found, "up_to"):
        message = "What a movement has at least is below what it has at most."
        raise ParametersInvalid(message, field="values")
    return found


def number(values: Values, name: str) -> int:
    """Return a parameter that is a number."""
    found = values[name]
    assert isinstance(found, int)  # noqa: S101 - as `checked` let it in
    return found


def countries(values: Values) -> list[str]:
    """Return the countries of high risk, ISO 3166-1 alpha-2."""
    found = values["countries"]
    assert isinstance(found, list)  # noqa: S101 - as `checked` let it in
    return found


def _number(name: str, value: Value, allowed: Range) -> int:
    if type(value) is not int or not allowed.least <= value <= allowed.most:
        message = f"{name} is a whole number from {allowed.least:,} to {allowed.most:,}."
        raise ParametersInvalid(message, field="values")
    return value


def _countries(value: Value) -> list[str]:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_COUNTRIES:
        message = "countries are codes of two letters, one at least."
        raise ParametersInvalid(message, field="values")
    if not all(isinstance(each, str) and _COUNTRY.fullmatch(each) for each in value):
        message = "countries are codes of two capital letters, such as KP."
        raise ParametersInvalid(message, field="values")
    return sorted(set(value))
