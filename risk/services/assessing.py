"""Putting together what features, models and rules say of a payment."""

from __future__ import annotations

from datetime import datetime

from risk.domain.screening import Assessment
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.rules import public as rules


def assess(facts: PaymentFacts, now: datetime) -> Assessment:
    """Return what is to be said of a payment; nothing is kept."""
    values = features.values(facts=facts, now=now)
    found = rules.evaluate(facts=facts, values=values, now=now)
    return Assessment(
        findings=found.findings,
        shadow=found.shadow,
        score=found.points,
        values=values,
        made_by={"rules": found.edition},
    )
