"""Calls of processors: claimed once, and moved forward under a lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from payments.processors.domain.calls import FINAL, ON_ITS_WAY, OPEN, CallState
from payments.processors.models import ProcessorCall


def add(call: ProcessorCall) -> None:
    """Insert a new call."""
    call.save(force_insert=True)


def get(operation_id: UUID) -> ProcessorCall | None:
    """Return a call as it stands."""
    return ProcessorCall.objects.filter(operation_id=operation_id).first()


def lock(operation_id: UUID) -> ProcessorCall | None:
    """Return a call that nobody else changes until the caller's transaction ends."""
    return ProcessorCall.objects.select_for_update().filter(operation_id=operation_id).first()


def claim(operation_id: UUID, *, now: datetime) -> bool:
    """Mark a queued call as on its way, unless its deadline is over; whether this did it."""
    return bool(
        ProcessorCall.objects.filter(operation_id=operation_id, state=CallState.QUEUED)
        .filter(Q(deadline=None) | Q(deadline__gt=now))
        .update(state=CallState.SENT, sent_at=now, next_try_at=now + ON_ITS_WAY)
    )


def keep_remote(operation_id: UUID, remote_id: str) -> bool:
    """Keep the processor's id of a payment that is on its way, once; whether it still is."""
    return bool(
        ProcessorCall.objects.filter(
            operation_id=operation_id, state=CallState.SENT, remote_id=""
        ).update(remote_id=remote_id)
    )


def save(call: ProcessorCall) -> None:
    """Write a call that is locked."""
    call.save()


def due(*, now: datetime, most: int) -> list[UUID]:
    """Return calls that are to be asked about, or brought at last, now: the oldest first."""
    waiting = ProcessorCall.objects.filter(
        Q(state__in=OPEN, next_try_at__lte=now)
        | Q(state=CallState.QUEUED, created_at__lt=now - ON_ITS_WAY)
    )
    return list(waiting.order_by("id").values_list("operation_id", flat=True)[:most])


def open_of(connector: str, remote_ids: list[str]) -> list[UUID]:
    """Return calls of these payments whose outcome is not final."""
    found = ProcessorCall.objects.filter(connector=connector, remote_id__in=remote_ids)
    return list(
        found.exclude(state__in=FINAL).order_by("id").values_list("operation_id", flat=True)
    )


def operations_of_charges(connector: str, charges: list[str]) -> dict[tuple[str, str], UUID]:
    """Return operations by kind and the processor's name in its reports."""
    found = ProcessorCall.objects.filter(connector=connector, remote_charge__in=charges)
    rows = found.values_list("kind", "remote_charge", "operation_id")
    return {(kind, charge): operation for kind, charge, operation in rows}
