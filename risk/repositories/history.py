"""Payments of the past, as they were screened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection

from risk.models import ScreeningDecision

_CHUNK = 2_000


def between(first: date, last: date) -> Iterator[ScreeningDecision]:
    """Return the decisions of some days (UTC), both ends included, the oldest first."""
    rows = ScreeningDecision.objects.filter(
        decided_at__date__gte=first, decided_at__date__lt=last + timedelta(days=1)
    )
    return rows.order_by("id").iterator(chunk_size=_CHUNK)


def outcomes(*, since: datetime, until: datetime) -> tuple[dict[str, int], float]:
    """Return how many decisions had each outcome, and the 99th percentile of milliseconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT outcome, count(*) FROM risk_screeningdecision
            WHERE decided_at >= %s AND decided_at < %s GROUP BY 1 ORDER BY 1""",
            [since, until],
        )
        counts = {str(outcome): int(count) for outcome, count in cursor.fetchall()}
        cursor.execute(
            """SELECT coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY milliseconds), 0)
            FROM risk_screeningdecision WHERE decided_at >= %s AND decided_at < %s""",
            [since, until],
        )
        return counts, float(cursor.fetchone()[0])
