"""Requests of programs in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Max

from bankcore.crypto.repositories.rows import reserve
from bankcore.developers.models import LoggedRequest

# A statement takes 65,535 values at most.
_AT_ONCE: Final = 1_000


def add_many(rows: Sequence[LoggedRequest]) -> None:
    """Add requests."""
    reserve(rows)
    LoggedRequest.objects.bulk_create(rows, batch_size=_AT_ONCE)


def get(*, pk: int) -> LoggedRequest | None:
    """Return a request, if it is still there."""
    return LoggedRequest.objects.filter(pk=pk).first()


def forget(*, before: datetime, most: int) -> int:
    """Remove what is older, and all but the newest; returns how many."""
    newest: int = LoggedRequest.objects.aggregate(newest=Max("pk"))["newest"] or 0
    old, _ = LoggedRequest.objects.filter(at__lt=before).delete()
    many, _ = LoggedRequest.objects.filter(pk__lte=newest - most).delete()
    return old + many
