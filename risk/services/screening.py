"""Screening a payment before it goes out, within a time that it may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.conf import settings

from bankcore.db.transactions import requires_transaction, use_case
from risk.cases import public as cases
from risk.domain.screening import NO_TIME, Assessment, Decision
from risk.features import public as features
from risk.features.public import PaymentFacts
from risk.repositories import decisions
from risk.rules import public as rules
from risk.rules.public import Finding, Verdict, strictest
from risk.services import fraud
from risk.services.assessing import SANCTIONED, assess

# A payment waits behind a review; what was declined waits for nobody.
_PRIORITIES: Final = {Verdict.REVIEW: 5, Verdict.DECLINE: 3}
_MUTED_PRIORITY: Final = 4
Assess = Callable[[PaymentFacts, datetime], Assessment]


@requires_transaction
def screen_payment(
    *,
    facts: PaymentFacts,
    now: datetime,
    flags: bool = True,
    can_challenge: bool = True,
    assess: Assess = assess,
    elapsed: Callable[[], float] = time.perf_counter,
) -> Decision:
    """Return what is to become of a payment, and keep the answer with all it was given.

    A payment that the amount rule hits is flagged, unless `flags` says that its booking will do
    that. Unless it `can_challenge` somebody, a person of the bank looks instead. In the caller's
    use case, so that a payment and its decision stand or fall together. It takes
    settings.SCREENING_BUDGET_MS at most: an assessment that runs into the end of that time, in
    Python or in PostgreSQL, is given up, and the fallback holds (see `fallback`).
    """
    began = elapsed()
    budget = settings.SCREENING_BUDGET_MS / 1000

    def left() -> float:
        return budget - (elapsed() - began)

    assessment = _within(left, facts, now, assess)
    decision = _decide(facts, assessment, can_challenge=can_challenge)
    milliseconds = Decimal(round((elapsed() - began) * 1000, 3)).quantize(Decimal("0.001"))
    decisions.add(
        facts=facts,
        decision=decision,
        assessment=assessment or Assessment(),
        milliseconds=milliseconds,
        at=now,
    )
    _tell(facts, decision, now)
    if assessment is not None:
        _count(assessment, now)
    features.observe(facts=facts, values=assessment.values if assessment else {}, now=now)
    if flags and _is_flagged(facts, decision, now):
        fraud.flag(facts, now)
    return decision


def _is_flagged(facts: PaymentFacts, decision: Decision, now: datetime) -> bool:
    """Return whether the amount rule hits it; it is asked by itself where there was no time."""
    if any(each.rule == NO_TIME for each in decision.findings):
        return rules.holds(code=fraud.RULE, facts=facts, now=now)
    return fraud.RULE in decision.flags


def _count(assessment: Assessment, now: datetime) -> None:
    """Count the rules that stopped the payment, and have analysts look at those that are muted.

    One alert an hour tells of a rule, however many payments it would have stopped.
    """
    rules.count_stops(versions=assessment.limited, now=now)
    for rule in assessment.muted:
        cases.raise_alert(
            kind=cases.CaseKind.FRAUD,
            subject=f"rule:{rule}",
            reference=f"rule:{rule}@{now:%Y-%m-%dT%H}",
            priority=_MUTED_PRIORITY,
            reason=f"The rule {rule} has stopped as many payments in an hour as it may: it flags.",
            source="rule_limit",
            now=now,
        )


def _tell(facts: PaymentFacts, decision: Decision, now: datetime) -> None:
    """Have a person look at a payment that is held or was stopped."""
    priority = _PRIORITIES.get(decision.outcome)
    if priority is None:
        return
    strict = strictest(decision.findings)
    stopping = [each for each in decision.findings if each.verdict is strict]
    links = [
        cases.Link(entity=entity.name.lower(), name=key)
        for entity, key in zip(features.Entity, features.keys_of(facts), strict=True)
    ]
    cases.raise_alert(
        kind=_kind(stopping),
        subject=facts.payer or facts.account or facts.reference,
        reference=facts.reference,
        priority=priority,
        reason="; ".join(each.reason for each in stopping),
        source="screening",
        now=now,
        links=links,
    )


def _kind(stopping: list[Finding]) -> cases.CaseKind:
    named = any(each.rule == SANCTIONED for each in stopping)
    return cases.CaseKind.SANCTIONS if named else cases.CaseKind.FRAUD


@use_case
def ask(*, facts: PaymentFacts, now: datetime) -> Decision:
    """Return what would become of a payment, for somebody who only asks; nothing is kept."""
    until = time.perf_counter() + settings.SCREENING_BUDGET_MS / 1000
    found = _within(lambda: until - time.perf_counter(), facts, now, assess)
    return _decide(facts, found, can_challenge=True)


def _within(
    left: Callable[[], float], facts: PaymentFacts, now: datetime, assess: Assess
) -> Assessment | None:
    """Return the assessment, or None where the time was over first."""
    try:
        found = decisions.within(left(), partial(assess, facts, now))
    except decisions.OutOfTime:
        return None
    return found if left() > 0 else None


def _decide(facts: PaymentFacts, assessment: Assessment | None, *, can_challenge: bool) -> Decision:
    if assessment is None:
        return fallback(facts)
    outcome = strictest(assessment.findings)
    if outcome is Verdict.CHALLENGE and not can_challenge:
        outcome = Verdict.REVIEW
    return Decision(
        outcome=outcome,
        findings=assessment.findings,
        score=assessment.score,
        is_fallback=assessment.without_model,
    )


def fallback(facts: PaymentFacts) -> Decision:
    """Return the answer for want of time: up to settings.SCREENING_FALLBACK_LIMIT it goes out.

    Above it, a person looks. The limit is in major units of the bank's own currency.
    """
    small = facts.worth <= settings.SCREENING_FALLBACK_LIMIT
    outcome = Verdict.APPROVE if small else Verdict.REVIEW
    found = Finding(rule=NO_TIME, reason="Screening took longer than it may.", verdict=outcome)
    return Decision(outcome=outcome, findings=(found,), is_fallback=True)
