"""Staff's saved views in the database."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from bankcore.db.transactions import requires_transaction
from bankcore.identity.models import SavedView


def offered(*, user_id: int, roles: Sequence[str], model: str) -> list[SavedView]:
    """Return a list's views that are somebody's own, or shared with a role of theirs; own first."""
    theirs = Q(owner_id=user_id) | Q(shared_with__in=[each for each in roles if each])
    found = list(SavedView.objects.filter(theirs, model=model).order_by("name", "id"))
    return sorted(found, key=lambda each: each.owner_id != user_id)


def count_of(*, user_id: int, model: str) -> int:
    """Return how many views of a list somebody has."""
    return SavedView.objects.filter(owner_id=user_id, model=model).count()


@requires_transaction
def own_locked(*, user_id: int, view_id: int) -> SavedView | None:
    """Return a view of somebody's own, locked."""
    rows = SavedView.objects.select_for_update().filter(owner_id=user_id, pk=view_id)
    return rows.first()


def is_taken(*, user_id: int, model: str, name: str, apart_from: int | None) -> bool:
    """Tell whether another of somebody's views of the list has this name."""
    others = SavedView.objects.filter(owner_id=user_id, model=model, name=name)
    return others.exclude(pk=apart_from or 0).exists()


@requires_transaction
def save(row: SavedView) -> None:
    """Write a view; of a list's own views at most one is the default."""
    if row.is_default:
        others = SavedView.objects.filter(owner_id=row.owner_id, model=row.model, is_default=True)
        others.exclude(pk=row.pk).update(is_default=False)
    row.save()


@requires_transaction
def delete(row: SavedView) -> None:
    """Remove a view."""
    row.delete()
