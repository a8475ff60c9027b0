"""How long customers may take payments back, in the database."""

from __future__ import annotations

from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.models import UndoSetting


def seconds_of(*, customer_id: UUID) -> int | None:
    """Return what the customer has chosen, and None where that is nothing."""
    found = UndoSetting.objects.filter(customer__public_id=customer_id).values_list(
        "seconds", flat=True
    )
    return found.first()


@requires_transaction
def choose(*, customer_id: UUID, seconds: int) -> None:
    """Keep what the customer has chosen."""
    UndoSetting.objects.bulk_create(
        [UndoSetting(customer_id=customer_id, seconds=seconds)],
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["seconds"],
    )
