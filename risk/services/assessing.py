"""Putting together what features, models and rules say of a payment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from risk.domain.screening import Assessment
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.rules import public as rules
from risk.rules.public import Finding, Verdict
from risk.sanctions import public as sanctions

SANCTIONED: Final = "sanctioned_name"


def _named(near: tuple[sanctions.Match, ...]) -> tuple[Finding, ...]:
    """Hold a payment whose payee is near a name on a list; the name itself is kept nowhere."""
    if not near:
        return ()
    best = near[0]
    return (
        Finding(
            rule=SANCTIONED,
            reason=f"The payee's name is {best.score:.0f} near {best.list_code} {best.uid}.",
            verdict=Verdict.REVIEW,
        ),
    )


def assess(facts: PaymentFacts, now: datetime) -> Assessment:
    """Return what is to be said of a payment; nothing is kept."""
    values = features.values(facts=facts, now=now)
    near = sanctions.screen(name=facts.payee_name, subject=facts.payee) if facts.payee_name else ()
    values["name_score"] = near[0].score if near else 0.0
    found = rules.evaluate(facts=facts, values=values, now=now)
    return Assessment(
        findings=(*found.findings, *_named(near)),
        shadow=found.shadow,
        score=found.points,
        values=values,
        made_by={"rules": found.edition},
    )
