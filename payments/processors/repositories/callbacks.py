"""Notices of processors, as they came."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from payments.processors.models import InboundCallback


def add(callback: InboundCallback) -> bool:
    """Store a notice; False where the processor has sent it before."""
    try:
        with transaction.atomic():
            callback.save(force_insert=True)
    except IntegrityError:
        known = InboundCallback.objects.filter(
            connector=callback.connector, external_id=callback.external_id
        )
        if not known.exists():
            raise
        return False
    return True


def get(callback_id: int) -> InboundCallback | None:
    """Return a notice."""
    return InboundCallback.objects.filter(pk=callback_id).first()


def lock_waiting(callback_id: int) -> InboundCallback | None:
    """Return a notice that nothing was done about yet, and let nobody else do it meanwhile."""
    return (
        InboundCallback.objects.select_for_update()
        .filter(pk=callback_id, processed_at=None)
        .first()
    )


def done(callback: InboundCallback, *, result: str, now: datetime) -> None:
    """Write down what was done about a notice that is locked."""
    callback.processed_at, callback.result = now, result[:100]
    callback.save(update_fields=["processed_at", "result"])


def waiting(*, before: datetime, most: int) -> list[int]:
    """Return notices that came before a moment and that nothing was done about."""
    found = InboundCallback.objects.filter(processed_at=None, received_at__lt=before)
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])
