"""Putting together what features, models and rules say of a payment."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError

from risk.domain.screening import Assessment
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.rules import public as rules
from risk.rules.public import Finding, Verdict
from risk.sanctions import public as sanctions
from risk.scoring import public as scoring

_LOG: Final = logging.getLogger(__name__)
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


def _score(values: Mapping[str, float]) -> tuple[scoring.Score | None, bool]:
    """Return the model's answer, and whether it failed to give one.

    Whatever a model's library trips over, the rules go on without its points. What the database
    refuses is no fault of a model: the transaction is lost, and the caller must hear of it.
    """
    try:
        return scoring.score(values=values), False
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - a model file may fail in any way, and pays nobody
        _LOG.exception("the fraud model gave no answer")
        return None, True


def assess(facts: PaymentFacts, now: datetime) -> Assessment:
    """Return what is to be said of a payment; nothing is kept.

    The model is asked before the rules, which may look at its points.
    """
    values = features.values(facts=facts, now=now)
    near = sanctions.screen(name=facts.payee_name, subject=facts.payee) if facts.payee_name else ()
    values["name_score"] = near[0].score if near else 0.0
    score, failed = _score(values)
    if score is not None:
        values["model_points"] = float(score.points)
    found = rules.evaluate(facts=facts, values=values, now=now)
    return Assessment(
        findings=(*found.findings, *_named(near)),
        shadow=found.shadow,
        score=found.points,
        values=values,
        made_by={"rules": found.edition, **_made_by(score)},
        limited=tuple(each.version_id for each in found.limited),
        muted=found.muted,
        without_model=failed,
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
