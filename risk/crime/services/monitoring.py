"""Looking at a day's movements: a step of the end of day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from risk.cases import public as cases
from risk.crime.domain import scenarios
from risk.crime.domain.explanations import explain
from risk.crime.domain.scenarios import PATTERNS, Scenario, Value, Values
from risk.crime.models import Hit
from risk.crime.repositories import flows, hits, patterns
from risk.crime.repositories.patterns import Found
from risk.crime.services import cash_reports, folding, parameters, reminders
from risk.terms import parties

SOURCE: Final = "monitoring"
_STATEMENTS: Final[dict[Scenario, str]] = {
    Scenario.STRUCTURING: patterns.STRUCTURING,
    Scenario.RAPID_MOVEMENT: patterns.RAPID_MOVEMENT,
    Scenario.ROUND_TRIP: patterns.ROUND_TRIP,
    Scenario.DORMANT_ACTIVE: patterns.DORMANT_ACTIVE,
    Scenario.HIGH_RISK_COUNTRY: patterns.HIGH_RISK_COUNTRY,
}
_PRIORITY: Final = 2
_URGENT: Final = {Scenario.HIGH_RISK_COUNTRY: 4, Scenario.STRUCTURING: 3}
_DOLLARS: Final = frozenset({"at_least", "up_to", "above"})


def monitor(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Take a day's movements over, look for the patterns, and find the cash that is reported.

    The days up to the next business day are looked at as well, and once more those of which
    movements had no rate until now. What was found before is not found again.
    """
    days = [day + timedelta(days=n) for n in range((next_day - day).days)]
    folding.fold(first=day, last=days[-1], actor=actor, now=now)
    found = reports = 0
    for each in [*folding.rate_anew(before=day), *days]:
        found += _watch(day=each, now=now)
        reports += cash_reports.find(day=each, actor=actor, now=now)
    movements, unrated = (sum(each) for each in zip(*map(_counts, days), strict=True))
    return {
        "movements": movements,
        "movements without a rate": unrated,
        "patterns": found,
        "cash reports": reports,
        "reports due soon or late": reminders.remind(day=days[-1], actor=actor, now=now),
    }


def _counts(day: date) -> tuple[int, int]:
    return flows.counts(day=day)


@use_case
def _watch(*, day: date, now: datetime) -> int:
    hits.lock()
    count = 0
    for scenario in PATTERNS:
        values, version = parameters.in_force(scenario=scenario)
        known = hits.known(scenario=scenario, day=day)
        for found in patterns.find(_STATEMENTS[scenario], day=day, values=in_cents(values)):
            if (found.customer_id, found.about) not in known:
                _keep(scenario, found, values, version, day, now)
                count += 1
    return count


def in_cents(values: Values) -> dict[str, Value]:
    """Return parameters with their whole dollars as cents, as the statements want them."""
    return {
        name: scenarios.number(values, name) * 100 if name in _DOLLARS else value
        for name, value in values.items()
    }


def _keep(
    scenario: Scenario, found: Found, values: Values, version: int, day: date, now: datetime
) -> None:
    """Keep what was found, and have a person look at it."""
    words = explain(
        scenario, about=found.about, dollars=found.dollars, figures=found.figures, values=values
    )
    customer = parties.of_customer(found.customer_id)
    alert = cases.raise_alert(
        kind=cases.CaseKind.LAUNDERING,
        subject=customer,
        reference=_reference(scenario, found, day),
        priority=_URGENT.get(scenario, _PRIORITY),
        reason=words,
        source=SOURCE,
        now=now,
        links=[cases.Link(entity="payer", name=customer)],
    )
    hits.add(
        Hit(
            scenario=scenario, day=day, customer_id=found.customer_id, about=found.about,
            version=version, explanation=words[:300], dollars=found.dollars, alert_id=alert,
            found_at=now,
        ),
        flows=found.flows,
    )  # fmt: skip


def _reference(scenario: Scenario, found: Found, day: date) -> str:
    """Return what the alert is about: the account or the customer, with scenario and day."""
    if len(found.about) > len("OUT"):
        return f"{found.about}:{scenario}:{day}"
    return f"{found.customer_id}:{scenario}:{day}:{found.about}".rstrip(":")
