"""Feature values of a payment, and keeping it for those that follow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bankcore.db.transactions import requires_transaction, use_case
from risk.features.domain.reckoning import (
    NOTHING,
    OUTLIER_DEVIATIONS,
    hundredths,
    own_values,
    value,
    weight_of,
)
from risk.features.repositories import sightings
from risk.features.repositories.sightings import WINDOWED, Figures, Seen
from risk.terms.catalogue import CATALOGUE, OUTLIER, keys_of
from risk.terms.facts import PaymentFacts

_OUTLIER: Final = OUTLIER.name
_MOST_AT_ONCE: Final = 20_000


def values(*, facts: PaymentFacts, now: datetime) -> dict[str, float]:
    """Return every feature of a payment by name, this payment itself left out; one round trip."""
    (found,) = values_of(facts=[facts], now=now)
    return found


def values_of(*, facts: Sequence[PaymentFacts], now: datetime) -> list[dict[str, float]]:
    """Return the features of payments that come at the same moment, and do not count each other.

    One round trip, however many.
    """
    figures = sightings.figures(keys=[keys_of(each) for each in facts], at=now)
    return [_values(each, found, now) for each, found in zip(facts, figures, strict=True)]


def _values(facts: PaymentFacts, figures: Figures, now: datetime) -> dict[str, float]:
    amount = hundredths(facts.worth)
    weight = weight_of(amount)
    found: dict[str, float] = own_values(amount, hour=now.hour, weekday=now.weekday())
    found |= _OF_NOTHING
    # Without payments, or frauds, of a window nothing of it differs from _OF_NOTHING.
    for entity in figures.entities:
        for windowed in WINDOWED[entity]:
            for name, place in windowed.others:
                found[name] = float(figures.distinct(entity, place))
            frauds = figures.frauds(entity, windowed) if windowed.shares else 0
            asked = (*windowed.statistics, *windowed.shares) if frauds else windowed.statistics
            totals = figures.window(entity, windowed) if asked else NOTHING
            if not totals.count and not frauds:
                continue
            for name, spec in asked:
                found[name] = value(
                    spec, totals, weight=weight, frauds=frauds, where=_where, root=math.sqrt
                )
    return found


def _where(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


# Of an entity that a payment does not have, or that nothing is known of, all values are these.
_OF_NOTHING: Final[dict[str, float]] = {
    name: 0.0
    if spec.other
    else value(spec, NOTHING, weight=1, frauds=0, where=_where, root=math.sqrt)
    for name, spec in ((each.name, each) for each in CATALOGUE)
}


@requires_transaction
def observe(*, facts: PaymentFacts, values: Mapping[str, float], now: datetime) -> None:
    """Keep the payment, with its own values, so that those after it are counted with it.

    Without values, because there was no time for them, it is no outlier.
    """
    observe_many(seen=[(facts, values)], now=now)


@requires_transaction
def observe_many(
    *, seen: Sequence[tuple[PaymentFacts, Mapping[str, float]]], now: datetime
) -> None:
    """Keep several payments, each with its own values; one round trip."""
    sightings.add(
        [
            Seen(
                reference=facts.reference,
                keys=keys_of(facts),
                hundredths=hundredths(facts.worth),
                is_outlier=values.get(_OUTLIER, 0.0) > OUTLIER_DEVIATIONS,
            )
            for facts, values in seen
        ],
        at=now,
    )


@use_case
def fold(*, now: datetime) -> int:
    """Carry finished payments into the running totals; returns how many.

    A payment is exact either way: what is not in the totals is counted one by one.
    """
    return sightings.fold(most=_MOST_AT_ONCE, at=now)


def are_frauds(*, references: list[str]) -> Mapping[str, bool]:
    """Return which of the payments are known as frauds by now."""
    return sightings.labels(references)


@requires_transaction
def learn(*, reference: str, is_fraud: bool, known_at: datetime) -> None:
    """Say whether a payment was fraud; features count it from `known_at` on.

    Said again, or of a payment that was never seen, it changes nothing.
    """
    if is_fraud:
        sightings.add_fraud(reference=reference, known_at=known_at)
    else:
        sightings.revoke_fraud(reference=reference, at=known_at)
