"""What monitoring found, and the parameters that it looked with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from risk.crime.models import Hit, HitFlow, Parameters

_LOCK = 7_447


@requires_transaction
def lock() -> None:
    """Let one process look at a day at a time, and hold the parameters meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCK])


def parameters(scenario: str) -> Parameters | None:
    """Return the newest parameters of a scenario."""
    return Parameters.objects.filter(scenario=scenario).order_by("-version").first()


@requires_transaction
def add_parameters(row: Parameters) -> None:
    """Add a version."""
    row.save(force_insert=True)


def known(*, scenario: str, day: date) -> set[tuple[UUID, str]]:
    """Return whom a scenario was found with on a day before, and about what."""
    rows = Hit.objects.filter(scenario=scenario, day=day)
    return set(rows.values_list("customer_id", "about"))


@requires_transaction
def add(hit: Hit, *, flows: Sequence[int]) -> None:
    """Add a hit with the movements that made it."""
    hit.save(force_insert=True)
    HitFlow.objects.bulk_create([HitFlow(hit=hit, flow_id=flow) for flow in flows])


def count(*, day: date) -> dict[str, int]:
    """Return how many hits of each scenario a day had."""
    found: dict[str, int] = {}
    for scenario in Hit.objects.filter(day=day).values_list("scenario", flat=True):
        found[scenario] = found.get(scenario, 0) + 1
    return found


def count_of(*, customer_id: UUID) -> int:
    """Return how many hits a customer has had."""
    return Hit.objects.filter(customer_id=customer_id).count()
