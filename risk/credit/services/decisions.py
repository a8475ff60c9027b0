"""Deciding about an application: the bank's own rules first, then the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from bankcore.db.transactions import requires_transaction
from risk.credit.domain import scorecards as cards
from risk.credit.domain.applications import (
    Application,
    CreditDecision,
    CreditOutcome,
    Policy,
    policy_reasons,
)
from risk.credit.repositories import scorecards

RETAIL: Final = "retail"


@requires_transaction
def decide(
    *, application: Application, now: datetime, policy: Policy | None = None, name: str = RETAIL
) -> CreditDecision:
    """Return what the bank's rules say, and keep it; in the caller's use case.

    A reason of policy declines, whatever the score is. Without an income or a scorecard a person
    decides.
    """
    policy = policy or Policy()
    version = scorecards.in_use(name)
    scored = None
    if version is not None:
        scored = cards.of_json(version.card).score(application.characteristics)
    decision = _decide(application, policy, scored, "" if version is None else str(version))
    lost = () if scored is None else scored.lost
    scorecards.add_decision(application=application, decision=decision, lost=lost, at=now)
    return decision


def latest_pds(*, references: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    """Return by reference what the newest decision found: probability of default, and by what."""
    return scorecards.latest_pds(references)


def _decide(
    application: Application, policy: Policy, scored: cards.Scored | None, made_by: str
) -> CreditDecision:
    reasons = policy_reasons(application, policy)
    outcome = CreditOutcome.DECLINE if reasons else CreditOutcome.APPROVE
    if scored is None:
        reasons.append("no_scorecard")
    elif scored.points < policy.decline_below:
        outcome = CreditOutcome.DECLINE
        reasons.append("score_low")
    elif scored.points < policy.approve_from:
        reasons.append("score_between")
    if application.income is None:
        reasons.append("income_unknown")
    if reasons and outcome is CreditOutcome.APPROVE:
        outcome = CreditOutcome.REFER
    return CreditDecision(
        outcome=outcome,
        reasons=tuple(reasons),
        points=None if scored is None else scored.points,
        pd=None if scored is None else scored.pd,
        scorecard=made_by,
    )
