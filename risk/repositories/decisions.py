"""Decisions about payments, in the database, and the time that asking it may take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import errors

from risk.domain.screening import Decision
from risk.features.public import PaymentFacts
from risk.models import ScreeningDecision

R = TypeVar("R")


class OutOfTime(Exception):
    """PostgreSQL was still at it when the time was over; what it had done is undone."""


class Limit(Protocol):
    """Runs one thing after the other, each within its time."""

    def run(self, what: Callable[[], R], *, seconds: float) -> R:
        """Return what `what` returns; raises OutOfTime."""


class _StatementTimeout:
    def run(self, what: Callable[[], R], *, seconds: float) -> R:
        try:
            with transaction.atomic():
                _set(f"{max(1, int(seconds * 1000))}ms")
                return what()
        except OperationalError as error:
            if isinstance(error.__cause__, errors.QueryCanceled):
                raise OutOfTime from None
            raise


@contextmanager
def time_limit() -> Iterator[Limit]:
    """Limit statements while it lasts; the caller's own limit holds again after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        before = str(cursor.fetchone()[0])
    try:
        yield _StatementTimeout()
    finally:
        _set(before)


def _set(limit: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [limit])


def add(*, facts: PaymentFacts, decision: Decision, milliseconds: Decimal, at: datetime) -> None:
    """Keep the decision. A payment that is tried again is screened again, and has several."""
    ScreeningDecision.objects.create(
        reference=facts.reference,
        channel=facts.channel,
        facts=facts.snapshot(),
        outcome=decision.outcome,
        score=decision.score,
        findings=[
            {"rule": each.rule, "reason": each.reason, "outcome": each.verdict}
            for each in decision.findings
        ],
        is_fallback=decision.is_fallback,
        milliseconds=milliseconds,
        decided_at=at,
    )
