"""Pages of rows, the newest first, by the key of a row that the caller has seen."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def key_of(rows: QuerySet[Any], **named: str) -> int | None:
    """Return the key of the row that a caller names, or None where there is no such row."""
    return rows.filter(**named).values_list("pk", flat=True).first()


def page(
    rows: QuerySet[M], *, after: int | None, before: int | None, limit: int
) -> tuple[list[M], bool]:
    """Return up to `limit` rows older than `after` or newer than `before`, and if there are more.

    The newest come first; those before a row are the ones next to it.
    """
    if before is not None:
        found = list(rows.filter(pk__gt=before).order_by("pk")[: limit + 1])
        return found[:limit][::-1], len(found) > limit
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], len(found) > limit
