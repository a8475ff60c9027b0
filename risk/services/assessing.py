"""Putting together what features, models and rules say of a payment."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError

from risk.domain.screening import Assessment
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.repositories import standing
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


def assess(facts: PaymentFacts, now: datetime) -> Assessment:
    """Return what is to be said of a payment; nothing is kept."""
    (found,) = assess_many([facts], now)
    return found


def assess_many(facts: Sequence[PaymentFacts], now: datetime) -> list[Assessment]:
    """Return what is to be said of payments that come at the same moment; nothing is kept.

    The model is asked before the rules, which may look at its points. The round trips do not grow
    with the payments, but for names that are near one on a list.
    """
    stands = standing.read()
    values = features.values_of(facts=facts, now=now)
    near = [_near(each, stands) for each in facts]
    for each, matches in zip(values, near, strict=True):
        each["name_score"] = matches[0].score if matches else 0.0
    scores, failed = _scores(values, stands)
    for each, score in zip(values, scores, strict=True):
        if score is not None:
            each["model_points"] = float(score.points)
    found = rules.evaluate_many(
        asked_of=list(zip(facts, values, strict=True)), now=now, edition=stands.rules
    )
    return [
        Assessment(
            findings=(*said.findings, *_named(matches)),
            shadow=said.shadow,
            score=said.points,
            values=each,
            made_by={"rules": said.edition, **_made_by(score)},
            limited=tuple(rule.version_id for rule in said.limited),
            muted=said.muted,
            without_model=failed,
        )
        for each, matches, score, said in zip(values, near, scores, found, strict=True)
    ]


def _near(facts: PaymentFacts, stands: standing.Standing) -> tuple[sanctions.Match, ...]:
    if not facts.payee_name:
        return ()
    return sanctions.screen(name=facts.payee_name, subject=facts.payee, edition=stands.lists)


def _scores(
    values: list[dict[str, float]], stands: standing.Standing
) -> tuple[list[scoring.Score | None], bool]:
    """Return the model's answers, and whether it failed to give them.

    Whatever a model's library trips over, the rules go on without its points. What the database
    refuses is no fault of a model: the transaction is lost, and the caller must hear of it.
    """
    try:
        return scoring.score_many(values=values, asked=stands.models), False
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001 - a model file may fail in any way, and pays nobody
        _LOG.exception("the fraud model gave no answer")
        return [None] * len(values), True


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
