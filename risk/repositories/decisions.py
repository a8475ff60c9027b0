"""Decisions about payments, in the database, and the time that asking it may take."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.db import connection, transaction
from psycopg import errors, sql

from bankcore.db.transactions import requires_transaction
from risk.domain.screening import Assessment, Decision
from risk.features.public import PaymentFacts
from risk.rules.public import Finding

R = TypeVar("R")


# Each is one round trip, and a thread may wait for others at the end of every one. The limit set
# after the savepoint goes with a rollback to it, so that only an answer has to put it back.
_OPEN: Final = (
    "SELECT current_setting('statement_timeout'); SAVEPOINT risk_budget;"
    " SET LOCAL statement_timeout = %d"
)
_KEEP: Final = sql.SQL("RELEASE SAVEPOINT risk_budget; SET LOCAL statement_timeout = {}")
_UNDO: Final = "ROLLBACK TO SAVEPOINT risk_budget; RELEASE SAVEPOINT risk_budget"


class OutOfTime(Exception):
    """PostgreSQL was still at it when the time was over; what it had done is undone."""


@requires_transaction
def within(seconds: float, what: Callable[[], R]) -> R:
    """Return what `what` returns, its statements cut off at `seconds`; raises OutOfTime.

    What it had done before it failed is undone. The caller's own limit holds again after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN % max(1, int(seconds * 1000)))
        before = str(cursor.fetchone()[0])
    try:
        result = what()
        _run(_keeping(before))
    except BaseException as error:
        transaction.set_rollback(False)  # The savepoint takes back what broke the transaction.
        _run(_UNDO)
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise OutOfTime from None
        raise
    return result


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@lru_cache(maxsize=100)
def _keeping(before: str) -> str:
    """Return it as plain text: several statements at once take no parameters."""
    return _KEEP.format(sql.Literal(before)).as_string()


def add(
    decided: Sequence[tuple[PaymentFacts, Decision, Assessment]],
    *,
    milliseconds: Decimal,
    at: datetime,
) -> None:
    """Keep decisions, each of which took so long.

    A payment that is tried again is screened again, and has several.
    """
    rows = [_row(*each) for each in decided]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [milliseconds, at, json.dumps(rows)])


# The same text however many there are, so that it is prepared once for a connection. One document
# of all rows: as an array of documents each of their quotation marks would be escaped once more.
_ADD: Final = """
INSERT INTO risk_screeningdecision (reference, channel, facts, outcome, score, findings, shadow,
  "values", made_by, is_fallback, milliseconds, decided_at)
SELECT d.reference, d.channel, d.facts, d.outcome, d.score, d.findings, d.shadow, d.noted,
  d.made_by, d.is_fallback, %s, %s
FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (reference text, channel text, facts jsonb,
  outcome text, score integer, findings jsonb, shadow jsonb, noted jsonb, made_by jsonb,
  is_fallback boolean)) WITH ORDINALITY AS d(reference, channel, facts, outcome, score, findings,
  shadow, noted, made_by, is_fallback, number)
ORDER BY d.number"""


def _row(facts: PaymentFacts, decision: Decision, assessment: Assessment) -> dict[str, Any]:
    return {
        "reference": facts.reference,
        "channel": facts.channel,
        "facts": facts.snapshot(),
        "outcome": decision.outcome.value,
        "score": decision.score,
        "findings": _told(decision.findings),
        "shadow": _told(assessment.shadow),
        "noted": {name: value for name, value in assessment.values.items() if value},
        "made_by": dict(assessment.made_by),
        "is_fallback": decision.is_fallback,
    }


def _told(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [
        {"rule": each.rule, "reason": each.reason, "outcome": each.verdict} for each in findings
    ]
