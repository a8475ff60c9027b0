"""Collateral, its values and pledges in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from bankcore.db.transactions import requires_transaction
from risk.exposures.models import Collateral, Lapse, Pledge, Valuation


class Valued(NamedTuple):
    """An item with its newest value of a day or before, and the loans that it secures."""

    item: Collateral
    valuation: Valuation | None
    applications: tuple[UUID, ...]


def get(collateral_id: int) -> Collateral | None:
    """Return an item."""
    return Collateral.objects.filter(pk=collateral_id).first()


def get_locked(collateral_id: int) -> Collateral | None:
    """Lock an item."""
    return Collateral.objects.select_for_update().filter(pk=collateral_id).first()


def pledge_of(collateral: Collateral, application_id: UUID) -> Pledge | None:
    """Return the item's pledge for a loan."""
    return Pledge.objects.filter(collateral=collateral, application_id=application_id).first()


def applications_of(collateral: Collateral) -> frozenset[UUID]:
    """Return which loans an item secures."""
    rows = Pledge.objects.filter(collateral=collateral)
    return frozenset(rows.values_list("application_id", flat=True))


@requires_transaction
def release(collateral: Collateral, *, at: datetime, approval_id: int) -> None:
    """Give an item back."""
    collateral.released_at, collateral.approval_id = at, approval_id
    collateral.save(update_fields=["released_at", "approval_id"])


def held(*, day: date, applications: Iterable[UUID] | None = None) -> list[Valued]:
    """Return items that are held, the oldest first: all, or those that secure some loans."""
    items: QuerySet[Collateral] = Collateral.objects.filter(released_at=None)
    if applications is not None:
        items = items.filter(pledges__application_id__in=list(applications)).distinct()
    found = list(items.order_by("id"))
    newest = {
        row.collateral_id: row
        for row in Valuation.objects.filter(collateral__in=found, valued_on__lte=day).order_by(
            "valued_on", "id"
        )
    }
    pledges: dict[int, list[UUID]] = {}
    for row in Pledge.objects.filter(collateral__in=found).order_by("id"):
        pledges.setdefault(row.collateral_id, []).append(row.application_id)
    return [Valued(item, newest.get(item.pk), tuple(pledges.get(item.pk, ()))) for item in found]


@requires_transaction
def tell_lapse(collateral: Collateral, *, what: str, since: date, at: datetime) -> bool:
    """Note that a lapse is told; False where it was before."""
    _, is_new = Lapse.objects.get_or_create(
        collateral=collateral, what=what, since=since, defaults={"told_at": at}
    )
    return is_new
