"""Payments of the past, as they were screened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from risk.models import ScreeningDecision

_CHUNK = 2_000


def between(first: date, last: date) -> Iterator[ScreeningDecision]:
    """Return the decisions of some days (UTC), both ends included, the oldest first."""
    rows = ScreeningDecision.objects.filter(
        decided_at__date__gte=first, decided_at__date__lt=last + timedelta(days=1)
    )
    return rows.order_by("id").iterator(chunk_size=_CHUNK)
