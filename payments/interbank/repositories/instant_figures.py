"""How many instant payments and recalls a day had, by what became of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from payments.interbank.domain.items import Direction, FileKind
from payments.interbank.models import InstantIncoming, Item, Recall


def sent(day: date) -> dict[str, int]:
    """Return own instant payments of a business day by their state."""
    return _by_state(
        Item.objects.filter(file__kind=FileKind.INSTANT, file__business_date=day).order_by()
    )


def taken(day: date) -> dict[str, int]:
    """Return instant payments to customers of a business day by their state."""
    return _by_state(InstantIncoming.objects.filter(file__business_date=day).order_by())


def recalls(day: date, direction: Direction) -> dict[str, int]:
    """Return recalls of a business day by their state."""
    return _by_state(Recall.objects.filter(direction=direction, file__business_date=day).order_by())


def _by_state(
    rows: QuerySet[Item] | QuerySet[InstantIncoming] | QuerySet[Recall],
) -> dict[str, int]:
    found = rows.values_list("state").annotate(count=Count("id"))
    return {str(state): count for state, count in found}
