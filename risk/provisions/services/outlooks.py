"""What a day's provisions would be if one scenario were certain, reckoned from what was kept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bankcore.money import Currency, Money
from risk.provisions.domain import losses
from risk.provisions.domain import parameters as told
from risk.provisions.repositories import days
from risk.provisions.services.measuring import credit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioTotal:
    """A scenario's weight and state, and what all credits of a currency would lose in it."""

    name: str
    weight: Decimal
    state: Decimal
    provided: Money


def by_scenario(*, day: date) -> list[ScenarioTotal]:
    """Return each scenario's provisions by currency; none where the day has none.

    Each credit is rounded once, as its provision is. Stages stay as they were found: a worse
    outlook would move credits to stage 2 as well. Figures that were carried over count as kept.
    """
    found = days.on(day=day)
    if found is None:
        return []
    parameters = told.read(found.parameters.content)
    sums: defaultdict[tuple[str, int], int] = defaultdict(int)
    for loss in days.losses_with_schedules(found):
        flows = () if loss.schedule is None else loss.schedule.flows
        credit = credit_of(loss, flows=[(date.fromisoformat(due), part) for due, part in flows])
        reckoned = losses.expected(credit, parameters).scenarios
        for at, each in enumerate(reckoned):
            sums[loss.exposure.currency, at] += (
                loss.amount if loss.carried else losses.units(each.loss)
            )
    return [
        ScenarioTotal(
            name=parameters.scenarios[at].name,
            weight=parameters.scenarios[at].weight,
            state=parameters.scenarios[at].state,
            provided=Money(minor, Currency.of(code)),
        )
        for (code, at), minor in sorted(sums.items())
    ]
