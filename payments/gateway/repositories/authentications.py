"""What payers are asked before their payments go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.models import Authentication


@requires_transaction
def add(row: Authentication) -> None:
    """Add a question. Raises IntegrityError while another of the payment waits."""
    row.save(force_insert=True)


def get(*, object_id: str) -> Authentication | None:
    """Return a question with its payment."""
    rows = Authentication.objects.select_related("intent", "intent__merchant")
    return rows.filter(object_id=object_id).first()


def pending_of(intents: Sequence[int]) -> dict[int, Authentication]:
    """Return the question that waits, by payment."""
    rows = Authentication.objects.filter(intent_id__in=intents, state=AuthenticationState.PENDING)
    return {row.intent_id: row for row in rows}


@requires_transaction
def decide(*, intent: int, after: AuthenticationState, at: datetime) -> bool:
    """Answer the question that waits; False where none does."""
    rows = Authentication.objects.filter(intent_id=intent, state=AuthenticationState.PENDING)
    return rows.update(state=after, decided_at=at) == 1


def overdue(*, now: datetime, limit: int) -> list[Authentication]:
    """Return questions that nobody has answered in time."""
    rows = Authentication.objects.select_related("intent", "intent__merchant").filter(
        state=AuthenticationState.PENDING, expires_at__lte=now
    )
    return list(rows.order_by("pk")[:limit])
