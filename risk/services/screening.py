"""Screening a payment before it goes out, within a time that it may take."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
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
from risk.scoring import public as scoring
from risk.services import fraud
from risk.services.assessing import SANCTIONED, assess, assess_many

# A payment waits behind a review; what was declined waits for nobody.
_PRIORITIES: Final = {Verdict.REVIEW: 5, Verdict.DECLINE: 3}
_MUTED_PRIORITY: Final = 4
_LOG: Final = logging.getLogger(__name__)
Assess = Callable[[PaymentFacts, datetime], Assessment]
AssessMany = Callable[[Sequence[PaymentFacts], datetime], list[Assessment]]


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
    (decision,) = _screened(
        [facts],
        now,
        assess=lambda some, at: [assess(each, at) for each in some],
        can_challenge=can_challenge,
        elapsed=elapsed,
    )
    if flags and _is_flagged(facts, decision, now):
        fraud.flag(facts, now)
    return decision


@requires_transaction
def screen_payments(
    *, facts: Sequence[PaymentFacts], now: datetime, can_challenge: bool
) -> list[Decision]:
    """Return what is to become of payments that come at the same moment, such as those of a file.

    As screen_payment without flags does, in as many round trips as for one. They are decided
    together: none counts the others, and they have together the time that each would have.
    """
    return _screened(
        facts,
        now,
        assess=assess_many,
        can_challenge=can_challenge,
        elapsed=time.perf_counter,
    )


def _screened(
    facts: Sequence[PaymentFacts],
    now: datetime,
    *,
    assess: AssessMany,
    can_challenge: bool,
    elapsed: Callable[[], float],
) -> list[Decision]:
    if not facts:
        return []
    began = elapsed()
    budget = settings.SCREENING_BUDGET_MS / 1000 * len(facts)

    def left() -> float:
        return budget - (elapsed() - began)

    found = _within(left, facts, now, assess)
    assessments: Sequence[Assessment | None] = found or [None] * len(facts)
    made = [
        _decide(each, assessment, can_challenge=can_challenge)
        for each, assessment in zip(facts, assessments, strict=True)
    ]
    took = Decimal(round((elapsed() - began) * 1000 / len(facts), 3)).quantize(Decimal("0.001"))
    known = [each or Assessment() for each in assessments]
    decisions.add(list(zip(facts, made, known, strict=True)), milliseconds=took, at=now)
    for each, decision in zip(facts, made, strict=True):
        _tell(each, decision, now)
    _count(known, now)
    features.observe_many(
        seen=[(each, one.values) for each, one in zip(facts, known, strict=True)], now=now
    )
    return made


def _is_flagged(facts: PaymentFacts, decision: Decision, now: datetime) -> bool:
    """Return whether the amount rule hits it; it is asked by itself where there was no time."""
    if any(each.rule == NO_TIME for each in decision.findings):
        return rules.holds(code=fraud.RULE, facts=facts, now=now)
    return fraud.RULE in decision.flags


def _count(known: Sequence[Assessment], now: datetime) -> None:
    """Count the rules that stopped payments, and have analysts look at those that are muted.

    One alert an hour tells of a rule, however many payments it would have stopped.
    """
    rules.count_stops(versions=[each for one in known for each in one.limited], now=now)
    for rule in sorted({each for one in known for each in one.muted}):
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
    found = _within(lambda: until - time.perf_counter(), [facts], now, assess_many)
    return _decide(facts, found[0] if found else None, can_challenge=True)


def _within(
    left: Callable[[], float], facts: Sequence[PaymentFacts], now: datetime, assess: AssessMany
) -> list[Assessment] | None:
    """Return the assessments, or None where the time was over first."""
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


def warm_up() -> bool:
    """Load what screening needs before the first payment waits for it; whether a model stands.

    A process that cannot, such as one that starts before the database, starts all the same: its
    first payments are then decided by rules.
    """
    try:
        return scoring.warm()
    except Exception:  # noqa: BLE001 - see above; what is wrong is in the log
        _LOG.exception("screening starts without a fraud model")
        return False
