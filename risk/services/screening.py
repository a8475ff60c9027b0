"""Screening a payment before it goes out, within a time that it may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from django.conf import settings

from bankcore.db.transactions import requires_transaction, use_case
from risk.domain.screening import Decision
from risk.features.public import PaymentFacts
from risk.repositories import decisions
from risk.rules.public import Finding, Verdict, strictest
from risk.services import fraud

Rule = Callable[[PaymentFacts], Finding | None]


def _amount_threshold(facts: PaymentFacts) -> Finding | None:
    """Flag what is above the bank's threshold; it goes out all the same."""
    if not fraud.is_suspicious(amount=facts.amount):
        return None
    limit = f"{settings.FRAUD_THRESHOLD:,} {facts.currency}"
    return Finding(rule=fraud.RULE, reason=f"The amount is above {limit}.")


RULES: Final[tuple[Rule, ...]] = (_amount_threshold,)


@requires_transaction
def screen_payment(
    *,
    facts: PaymentFacts,
    now: datetime,
    flags: bool = True,
    rules: Sequence[Rule] = RULES,
    elapsed: Callable[[], float] = time.perf_counter,
) -> Decision:
    """Return what is to become of a payment, and keep the answer with all it was given.

    A payment that the amount rule hits is flagged, unless `flags` says that its booking will do
    that. In the caller's use case, so that a payment and its decision stand or fall together. It
    takes settings.SCREENING_BUDGET_MS at most: a rule that runs into the end of that time, in
    Python or in PostgreSQL, is given up, and the fallback holds (see `fallback`).
    """
    began = elapsed()
    budget = settings.SCREENING_BUDGET_MS / 1000

    def left() -> float:
        return budget - (elapsed() - began)

    decision = _decide(facts, rules, left)
    milliseconds = Decimal(round((elapsed() - began) * 1000, 3)).quantize(Decimal("0.001"))
    decisions.add(facts=facts, decision=decision, milliseconds=milliseconds, at=now)
    if flags:
        fraud.flag_movement(
            reference=facts.reference, amount=facts.amount, currency=facts.currency, at=now
        )
    return decision


@use_case
def ask(*, facts: PaymentFacts) -> Decision:
    """Return what would become of a payment, for somebody who only asks; nothing is kept."""
    until = time.perf_counter() + settings.SCREENING_BUDGET_MS / 1000
    return _decide(facts, RULES, lambda: until - time.perf_counter())


def _decide(facts: PaymentFacts, rules: Sequence[Rule], left: Callable[[], float]) -> Decision:
    findings: list[Finding] = []
    with decisions.time_limit() as limit:
        for rule in rules:
            if left() <= 0:
                return fallback(facts)
            try:
                found = limit.run(partial(rule, facts), seconds=left())
            except decisions.OutOfTime:
                return fallback(facts)
            if found is not None:
                findings.append(found)
    if left() <= 0:
        return fallback(facts)
    return Decision(outcome=strictest(tuple(findings)), findings=tuple(findings))


def fallback(facts: PaymentFacts) -> Decision:
    """Return the answer for want of time: up to settings.SCREENING_FALLBACK_LIMIT it goes out.

    Above it, a person looks. The limit is in major units of any currency.
    """
    small = facts.amount <= settings.SCREENING_FALLBACK_LIMIT
    outcome = Verdict.APPROVE if small else Verdict.REVIEW
    found = Finding(rule="no_time", reason="Screening took longer than it may.", verdict=outcome)
    return Decision(outcome=outcome, findings=(found,), is_fallback=True)
