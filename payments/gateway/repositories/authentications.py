"""What payers are asked before their payments go on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.domain.operations import OperationKind
from payments.gateway.models import Authentication, Operation


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
    rows = Authentication.objects.select_related(
        "intent", "intent__merchant", "intent__payment_method"
    ).filter(intent_id__in=intents, state=AuthenticationState.PENDING)
    return {row.intent_id: row for row in rows}


@requires_transaction
def decide(
    *, intent: int, after: AuthenticationState, at: datetime, eci: str = "", value: str = ""
) -> bool:
    """Answer the question that waits; False where none does."""
    waiting = Authentication.objects.select_for_update().filter(
        intent_id=intent, state=AuthenticationState.PENDING
    )
    row = waiting.first()
    if row is None:
        return False
    row.state, row.decided_at, row.eci, row.value = after, at, eci, value or None
    row.save(update_fields=["state", "decided_at", "eci", "value"])
    return True


def proofs(*, operations: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return ECI and value of the authorisations whose payers' banks have confirmed them."""
    found: dict[UUID, tuple[str, str]] = {}
    confirmed = Operation.objects.filter(
        public_id__in=operations, kind=OperationKind.AUTHORISE
    ).exclude(eci="")
    for operation in confirmed:
        row = (
            Authentication.objects.filter(
                intent_id=operation.intent_id,
                state=AuthenticationState.PASSED,
                network=operation.connector,
            )
            .order_by("-pk")
            .first()
        )
        if row is not None:
            found[operation.public_id] = (row.eci, row.value or "")
    return found


def overdue(*, now: datetime, limit: int) -> list[Authentication]:
    """Return questions that nobody has answered in time."""
    rows = Authentication.objects.select_related("intent", "intent__merchant").filter(
        state=AuthenticationState.PENDING, expires_at__lte=now
    )
    return list(rows.order_by("pk")[:limit])
