"""Parameters and marks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection

from risk.provisions.models import Mark, ParameterVersion


def parameters_on(*, day: date) -> ParameterVersion | None:
    """Return the parameters in force on a day: the newest."""
    rows = ParameterVersion.objects.filter(effective_from__lte=day)
    return rows.order_by("-effective_from", "-id").first()


def marks_on(*, day: date) -> dict[str, set[UUID]]:
    """Return by kind the customers that are marked on a day."""
    found: dict[str, set[UUID]] = {kind: set() for kind in Mark.Kind}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT kind, customer FROM (
              SELECT DISTINCT ON (customer, kind) customer, kind, is_on FROM provisions_mark
              WHERE from_day <= %s ORDER BY customer, kind, from_day DESC, id DESC) newest
            WHERE is_on""",
            [day],
        )
        for kind, customer in cursor.fetchall():
            found[kind].add(customer)
    return found
