"""Deciding about an application: the bank's own rules first, then the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    doubts,
    policy_reasons,
)
from risk.credit.repositories import referrals, scorecards

RETAIL: Final = "retail"


@requires_transaction
def decide(
    *, application: Application, now: datetime, policy: Policy | None = None, name: str = RETAIL
) -> CreditDecision:
    """Return what the bank's rules say, and keep it; in the caller's use case.

    A reason of policy declines, whatever the score is. Without an income, one that is not seen,
    or without a scorecard a person decides: the referral waits in the queue.
    """
    policy = policy or Policy()
    version = scorecards.in_use(name)
    scored = None
    if version is not None:
        scored = cards.of_json(version.card).score(application.characteristics)
    decision = _decide(application, policy, scored, "" if version is None else str(version))
    record = scorecards.add_decision(
        application=application, policy=policy, decision=decision, at=now
    )
    if decision.outcome is CreditOutcome.REFER:
        referrals.add(record, at=now)
    return replace(decision, record_id=record.pk)


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
    elif policy.decline_below is not None and scored.points < policy.decline_below:
        outcome = CreditOutcome.DECLINE
        reasons.append("score_low")
    elif policy.approve_from is None or scored.points < policy.approve_from:
        reasons.append("score_between")
    reasons += doubts(application, policy)
    if reasons and outcome is CreditOutcome.APPROVE:
        outcome = CreditOutcome.REFER
    return CreditDecision(
        outcome=outcome,
        reasons=tuple(reasons),
        points=None if scored is None else scored.points,
        pd=None if scored is None else scored.pd,
        scorecard=made_by,
        lost=() if scored is None else scored.lost,
    )
