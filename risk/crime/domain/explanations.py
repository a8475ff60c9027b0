"""What was found, in a sentence for whoever looks at it: figures, and never a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from bankcore.money import Currency, Money
from risk.crime.domain.scenarios import Scenario, Values, countries

_DOLLAR: Final = Currency.of("USD")


def cents(amount: int) -> str:
    """Return cents of a dollar for people to read."""
    return f"{Money(int(amount), _DOLLAR).amount:,.2f} USD"


def _structuring(about: str, dollars: int, figures: Sequence[Any], values: Values) -> str:
    count, least, most, days = figures
    did = "in" if about == "IN" else "out"
    return (
        f"{count} times cash {did} of {cents(least)} to {cents(most)} on {days} days of the last"
        f" {values['days']}, {cents(dollars)} in all; none above {values['up_to']:,} USD."
    )


def _rapid(about: str, dollars: int, figures: Sequence[Any], values: Values) -> str:
    del about, dollars
    came, went = figures
    return f"{cents(came)} came, and {cents(went)} of it went within {values['hours']} hours."


def _round_trip(about: str, dollars: int, figures: Sequence[Any], values: Values) -> str:
    del about
    return (
        f"{cents(dollars)} came back by {figures[0]} transfers within {values['days']} days,"
        f" each of about as much."
    )


def _dormant(about: str, dollars: int, figures: Sequence[Any], values: Values) -> str:
    del about
    return (
        f"{figures[0]} movements of {cents(dollars)} on a day, after none in {values['days']} days."
    )


def _country(about: str, dollars: int, figures: Sequence[Any], values: Values) -> str:
    del about
    listed = len(countries(values))
    return f"{cents(dollars)} to {', '.join(figures)}, of {listed} countries of high risk."


_SENTENCES: Final[dict[Scenario, Callable[[str, int, Sequence[Any], Values], str]]] = {
    Scenario.STRUCTURING: _structuring,
    Scenario.RAPID_MOVEMENT: _rapid,
    Scenario.ROUND_TRIP: _round_trip,
    Scenario.DORMANT_ACTIVE: _dormant,
    Scenario.HIGH_RISK_COUNTRY: _country,
}


def explain(
    scenario: Scenario, *, about: str, dollars: int, figures: Sequence[Any], values: Values
) -> str:
    """Return the sentence; `dollars` are cents."""
    return _SENTENCES[scenario](about, dollars, figures, values)
