"""Decisions about payments, in the database, and the time that asking it may take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import errors

from risk.domain.screening import Assessment, Decision
from risk.features.public import PaymentFacts
from risk.models import ScreeningDecision
from risk.rules.public import Finding

R = TypeVar("R")


class OutOfTime(Exception):
    """PostgreSQL was still at it when the time was over; what it had done is undone."""


def within(seconds: float, what: Callable[[], R]) -> R:
    """Return what `what` returns, its statements cut off at `seconds`; raises OutOfTime.

    The caller's own limit holds again after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        before = str(cursor.fetchone()[0])
    try:
        with transaction.atomic():
            _set(f"{max(1, int(seconds * 1000))}ms")
            result = what()
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise OutOfTime from None
        raise
    _set(before)
    return result


def _set(limit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])


def add(
    *,
    facts: PaymentFacts,
    decision: Decision,
    assessment: Assessment,
    milliseconds: Decimal,
    at: datetime,
) -> None:
    """Keep the decision. A payment that is tried again is screened again, and has several."""
    ScreeningDecision.objects.create(
        reference=facts.reference,
        channel=facts.channel,
        facts=facts.snapshot(),
        outcome=decision.outcome,
        score=decision.score,
        findings=_told(decision.findings),
        shadow=_told(assessment.shadow),
        values={name: value for name, value in assessment.values.items() if value},
        made_by=dict(assessment.made_by),
        is_fallback=decision.is_fallback,
        milliseconds=milliseconds,
        decided_at=at,
    )


def _told(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [
        {"rule": each.rule, "reason": each.reason, "outcome": each.verdict} for each in findings
    ]
