"""Decision limits in the database: read here, written by PostgreSQL's own function alone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from bankcore.approvals.models import DecisionLimit
from bankcore.db.transactions import requires_transaction


def highest(*, roles: Iterable[str], currency: str) -> int | None:
    """Return the highest limit of these roles in minor units; None where none has one."""
    found = DecisionLimit.objects.filter(role__in=list(roles), currency=currency)
    return found.order_by("-up_to_minor").values_list("up_to_minor", flat=True).first()


def of(*, role: str, currency: str) -> int | None:
    """Return the role's limit in minor units; None where it has none."""
    return highest(roles=[role], currency=currency)


def every() -> list[DecisionLimit]:
    """Return every limit, by role and currency."""
    return list(DecisionLimit.objects.order_by("role", "currency"))


@requires_transaction
def carry_out(request_id: int) -> None:
    """Set the limit that the request asks for, which two people have agreed on just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT approvals_set_limit(%s)", [request_id])
