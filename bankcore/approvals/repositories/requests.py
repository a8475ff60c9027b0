"""Four-eyes requests in the database."""

from __future__ import annotations

from datetime import datetime

from bankcore.approvals.domain.views import State
from bankcore.approvals.models import Request
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(row: Request) -> Request:
    """Add a request. Raises IntegrityError where one like it is being asked at this moment."""
    row.save(force_insert=True)
    return row


def get(request_id: int) -> Request | None:
    """Return the request."""
    return Request.objects.filter(pk=request_id).first()


@requires_transaction
def get_locked(request_id: int) -> Request | None:
    """Return the request, locked until the transaction ends."""
    return Request.objects.select_for_update(no_key=True).filter(pk=request_id).first()


def open_of(*, kind: str, subject: str) -> Request | None:
    """Return the request of this kind on this subject that waits for a decision."""
    return Request.objects.filter(kind=kind, subject=subject, state=State.REQUESTED).first()


@requires_transaction
def save_decision(row: Request) -> None:
    """Write what was decided; what was asked stays as it is."""
    row.save(update_fields=["state", "checker", "decided_at", "decision_reason", "result"])


def count_open() -> int:
    """Return how many requests wait for their decision."""
    return Request.objects.filter(state=State.REQUESTED).count()


@requires_transaction
def expire(row: Request, *, now: datetime) -> bool:
    """Expire the request if its time is over and nobody has decided; tells whether it was so."""
    waiting = Request.objects.filter(pk=row.pk, state=State.REQUESTED, expires_at__lte=now)
    return bool(waiting.update(state=State.EXPIRED, decided_at=now))


@requires_transaction
def expire_due(*, now: datetime, limit: int) -> list[int]:
    """Expire up to `limit` requests whose time is over; a request being decided is left out."""
    due = list(
        Request.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(state=State.REQUESTED, expires_at__lte=now)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    Request.objects.filter(pk__in=due).update(state=State.EXPIRED, decided_at=now)
    return due


def hands_in_chain(row: Request) -> set[str]:
    """Return who made or approved the other requests of its chain."""
    if not row.chain:
        return set()
    others = Request.objects.filter(chain=row.chain).exclude(pk=row.pk).exclude(state=State.REFUSED)
    return {each for pair in others.values_list("maker", "checker") for each in pair if each}
