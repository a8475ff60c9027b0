"""Lists of a merchant's things, newest first, from or up to one of them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from payments.gateway.domain.views import PageOf

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *, wanted: PageOf) -> tuple[list[M], bool] | None:
    """Return the rows of a page and whether there are more; None where its anchor is not there."""
    name = wanted.after or wanted.before
    if name is not None:
        anchor = rows.filter(object_id=name).first()
        if anchor is None:
            return None
        rows = rows.filter(pk__lt=anchor.pk) if wanted.after else rows.filter(pk__gt=anchor.pk)
    backwards = wanted.before is not None and wanted.after is None
    found = list(rows.order_by("pk" if backwards else "-pk")[: wanted.limit + 1])
    kept = found[: wanted.limit]
    return (kept[::-1] if backwards else kept), len(found) > wanted.limit
