"""How many instant payments and recalls a day had, by what became of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from payments.interbank.domain.items import (
    Direction,
    FileKind,
    IncomingState,
    ItemState,
    RecallState,
)
from payments.interbank.models import InstantIncoming, Item, Recall


def settled_payment(transaction_id: int) -> int | None:
    """Return the settled item of a customer's payment."""
    return (
        Item.objects.filter(payment_txn_id=transaction_id, state=ItemState.SETTLED)
        .values_list("pk", flat=True)
        .first()
    )


def is_credited(message_id: str) -> bool:
    """Tell whether an instant payment reached its customer."""
    return InstantIncoming.objects.filter(
        message_id=message_id, state=IncomingState.CREDITED
    ).exists()


def recalls_to_answer() -> list[int]:
    """Return other banks' recalls without an answer, the most urgent first."""
    waiting = Recall.objects.filter(direction=Direction.IN, state=RecallState.OPEN)
    return list(waiting.order_by("due_date", "id").values_list("pk", flat=True))


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
