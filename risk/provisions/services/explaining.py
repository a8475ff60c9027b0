"""A credit's provision, reckoned again from what was kept, with every step of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bankcore.errors import BankError
from bankcore.money import Currency, Money
from risk.provisions.domain import losses
from risk.provisions.domain import parameters as told
from risk.provisions.repositories import days
from risk.provisions.services.measuring import credit_of


class LossNotFound(BankError):
    """There is no such figure."""

    code = "provision_not_found"
    cure = "Choose a figure from the list of a day."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallLine:
    """A period of the table: what is owed, how likely it is lost, and the discounted loss."""

    begins: date
    ends: date
    owed: Money
    probability: Decimal
    given_default: Decimal
    discount: Decimal
    loss: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLine:
    """A scenario: its weight, a year's probability of default in it, and its loss."""

    name: str
    weight: Decimal
    state: Decimal
    pd: Decimal
    loss: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that a figure is made of. `agrees`: reckoned again, it is the figure that was kept."""

    kept: Money
    reckoned: Money
    exposure: Money
    shortfalls: tuple[ShortfallLine, ...]
    scenarios: tuple[ScenarioLine, ...]
    is_carried: bool

    @property
    def agrees(self) -> bool:
        """Whether the figure comes out again."""
        return self.is_carried or self.kept == self.reckoned


def explain(*, loss_id: int) -> Explanation:
    """Return what a figure is made of; raises LossNotFound.

    The parts of the table sum to the figure to the minor unit, see domain/losses.py.
    """
    loss = days.latest_loss(loss_id=loss_id)
    if loss is None:
        message = f"There is no figure {loss_id}."
        raise LossNotFound(message)
    currency = Currency.of(loss.exposure.currency)
    day = loss.day.day
    flows = () if loss.schedule is None else loss.schedule.flows
    found = losses.expected(
        credit_of(loss, flows=[(date.fromisoformat(due), part) for due, part in flows]),
        told.read(loss.day.parameters.content),
    )
    return Explanation(
        kept=Money(loss.amount, currency),
        reckoned=Money(found.amount, currency),
        exposure=Money(found.exposure, currency),
        shortfalls=tuple(
            ShortfallLine(
                begins=day + timedelta(days=each.begins),
                ends=day + timedelta(days=each.ends),
                owed=Money(losses.units(each.owed), currency),
                probability=each.probability,
                given_default=each.given_default,
                discount=each.discount,
                loss=Money(each.shown, currency),
            )
            for each in found.shortfalls
        ),
        scenarios=tuple(
            ScenarioLine(
                name=each.outlook.name,
                weight=each.outlook.weight,
                state=each.outlook.state,
                pd=each.pd,
                loss=Money(losses.units(each.loss), currency),
            )
            for each in found.scenarios
        ),
        is_carried=loss.carried,
    )
