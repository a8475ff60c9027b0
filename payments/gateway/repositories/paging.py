"""Pages of rows by key, newest first: a row that comes in meanwhile moves none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from payments.gateway.domain.views import PageOf

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], part: PageOf) -> tuple[Sequence[M], bool]:
    """Return the rows after one, or before one, and whether there are more in that direction.

    A row named that is not among `rows` has nothing after or before it; it need not be of the time
    that is asked for.
    """
    keys: dict[str, Any] = {}
    if part.created_from is not None:
        keys["created_at__gte"] = part.created_from
    if part.created_until is not None:
        keys["created_at__lt"] = part.created_until
    for lookup, object_id in (("pk__lt", part.after), ("pk__gt", part.before)):
        if object_id is not None:
            named = rows.filter(object_id=object_id).values_list("pk", flat=True).first()
            if named is None:
                return [], False
            keys[lookup] = named
    backwards = part.before is not None and part.after is None
    ordered = rows.filter(**keys).order_by("pk" if backwards else "-pk")
    found = list(ordered[: part.limit + 1])
    shown = found[: part.limit]
    return (shown[::-1] if backwards else shown), len(found) > part.limit
