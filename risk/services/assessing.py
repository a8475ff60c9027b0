"""Putting together what features, models and rules say of a payment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from risk.domain.screening import Assessment
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.rules import public as rules
from risk.scoring import public as scoring


def assess(facts: PaymentFacts, now: datetime) -> Assessment:
    """Return what is to be said of a payment; nothing is kept.

    The model is asked before the rules, which may look at its points.
    """
    values = features.values(facts=facts, now=now)
    score = scoring.score(values=values)
    if score is not None:
        values = {**values, "model_points": float(score.points)}
    found = rules.evaluate(facts=facts, values=values, now=now)
    return Assessment(
        findings=found.findings,
        shadow=found.shadow,
        score=found.points,
        values=values,
        made_by={"rules": found.edition, **_made_by(score)},
    )


def _made_by(score: scoring.Score | None) -> dict[str, Any]:
    """Return which model it was, its three strongest reasons, and what the challenger says."""
    if score is None:
        return {}
    return {
        "model": score.model,
        "model_version": score.version,
        "probability": score.probability,
        "challenger": score.challenger,
        "reasons": [
            {"feature": each.feature, "words": each.words, "contribution": each.contribution}
            for each in score.reasons
        ],
    }
