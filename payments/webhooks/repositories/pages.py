"""Pages of rows, the newest first, by the key of a row that the caller has seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from payments.webhooks.models import Delivery, Event

M = TypeVar("M", bound=Model)


def key_of(rows: QuerySet[Any], **named: str) -> int | None:
    """Return the key of the row that a caller names, or None where there is no such row."""
    return rows.filter(**named).values_list("pk", flat=True).first()


def of_time(
    rows: QuerySet[M], *, since: datetime | None, until: datetime | None, by: str = "created_at"
) -> QuerySet[M]:
    """Return those of the rows whose time is from `since` on and before `until`, as far as given."""
    if since is not None:
        rows = rows.filter(**{f"{by}__gte": since})
    if until is not None:
        rows = rows.filter(**{f"{by}__lt": until})
    return rows


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


def page_of_events(
    rows: QuerySet[Delivery], *, after: Event | None, before: Event | None, limit: int
) -> tuple[list[Delivery], bool]:
    """Return the same of deliveries, each where its event stands in time.

    Whichever times are asked for, they lie together so: none is passed over to find them.
    """
    if before is not None:
        newer = rows.filter(
            Q(event__created_at__gt=before.created_at)
            | Q(event__created_at=before.created_at, event__gt=before.pk),
            event__created_at__gte=before.created_at,
        )
        found = list(newer.order_by("event__created_at", "event_id")[: limit + 1])
        return found[:limit][::-1], len(found) > limit
    if after is not None:
        rows = rows.filter(
            Q(event__created_at__lt=after.created_at)
            | Q(event__created_at=after.created_at, event__lt=after.pk),
            event__created_at__lte=after.created_at,
        )
    found = list(rows.order_by("-event__created_at", "-event_id")[: limit + 1])
    return found[:limit], len(found) > limit
