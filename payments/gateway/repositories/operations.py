"""Operations and the history of payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg.types.json import Jsonb

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OPEN, OperationKind, OperationState
from payments.gateway.domain.states import OperationEvent
from payments.gateway.domain.views import OperationFilter, PageOf
from payments.gateway.models import Operation, PaymentIntent, StateChange
from payments.gateway.repositories import changing, paging

_PARTS = ("merchant", "intent", "intent__payer", "payment_method", "original")


@requires_transaction
def add(row: Operation) -> None:
    """Add an operation. Raises IntegrityError for a request that made one before."""
    row.save(force_insert=True)


def get(*, operation_id: UUID) -> Operation | None:
    """Return an operation by the id that is on the wire."""
    return _whole().filter(public_id=operation_id).first()


def of_merchant(*, merchant: int, object_id: str, kind: OperationKind) -> Operation | None:
    """Return the merchant's operation of one kind by its object id."""
    return _whole().filter(merchant_id=merchant, object_id=object_id, kind=kind).first()


def of_request(*, idempotency: UUID) -> Operation | None:
    """Return the operation that this request made: its names, and which payment it is of."""
    rows = Operation.objects.only("public_id", "object_id", "intent_id")
    return rows.filter(idempotency_id=idempotency).first()


@requires_transaction
def lock(*, operation_id: UUID) -> tuple[PaymentIntent, Operation] | None:
    """Return the payment and its operation, both locked until commit, in this order always."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM gateway_paymentintent
            WHERE id = (SELECT intent_id FROM gateway_operation WHERE public_id = %s)
            FOR NO KEY UPDATE""",
            [operation_id],
        )
        if cursor.fetchone() is None:
            return None
        cursor.execute(
            "SELECT FROM gateway_operation WHERE public_id = %s FOR NO KEY UPDATE", [operation_id]
        )
    row = _with_its_payment().get(public_id=operation_id)
    # One payment, whichever way it is reached: who counts on it must be seen by all.
    row.intent.merchant = row.merchant
    return row.intent, row


@requires_transaction
def set_state(row: Operation, *, after: OperationState, **values: Any) -> None:
    """Move a locked operation on, with other columns that change with it."""
    changing.change(row, {"state": after, **values})


@requires_transaction
def change(row: Operation, **values: Any) -> None:
    """Change columns of a locked operation."""
    changing.change(row, values)


@requires_transaction
def note(change: StateChange) -> None:
    """Add a row to the history."""
    values: list[Any] = [
        change.intent_id,
        change.operation_id,
        str(change.event),
        str(change.before),
        str(change.after),
        change.actor,
        Jsonb(change.detail),
        change.at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO gateway_statechange
              (intent_id, operation_id, event, before, after, actor, detail, at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            values,
        )


def of_intent(
    intent: int, *, kind: OperationKind, states: frozenset[OperationState] | None = None
) -> Sequence[Operation]:
    """Return a payment's operations of one kind, newest first."""
    rows = _whole().filter(intent_id=intent, kind=kind).order_by("-pk")
    return list(rows if states is None else rows.filter(state__in=states))


def authorisation(intent: int) -> Operation | None:
    """Return the payment's newest authorisation that succeeded: what is captured and refunded."""
    found = of_intent(
        intent,
        kind=OperationKind.AUTHORISE,
        states=frozenset({OperationState.SUCCEEDED, OperationState.RETURNED}),
    )
    return found[0] if found else None


def newest_of(intents_of: Sequence[int]) -> dict[int, Operation]:
    """Return by payment its newest authorisation, whatever came of it; the payment is not read."""
    rows = (
        Operation.objects.select_related("original")
        .filter(intent_id__in=intents_of, kind=OperationKind.AUTHORISE)
        .order_by("intent_id", "-pk")
        .distinct("intent_id")
    )
    return {row.intent_id: row for row in rows}


def waiting_beside(operation_id: UUID) -> Sequence[tuple[UUID, str]]:
    """Return what is still to be brought to networks of the payment that this operation is of.

    By the operations' ids, with the networks' names, oldest first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT public_id, connector FROM gateway_operation
            WHERE intent_id = (SELECT intent_id FROM gateway_operation WHERE public_id = %s)
              AND state = %s
            ORDER BY id""",
            [operation_id, OperationState.QUEUED.value],
        )
        return list(cursor.fetchall())


def has_open(intent: int, *, kind: OperationKind, **more: Any) -> bool:
    """Return whether an operation of this kind is on its way."""
    rows = Operation.objects.filter(intent_id=intent, kind=kind, state__in=OPEN, **more)
    return rows.exists()


def conflicted_of(intent: int) -> Sequence[Operation]:
    """Return the payment's operations whose network said what cannot be right."""
    noted = StateChange.objects.filter(intent_id=intent, event=OperationEvent.CONFLICTED)
    return list(
        _whole().filter(
            intent_id=intent,
            state=OperationState.UNKNOWN,
            pk__in=noted.filter(operation__isnull=False).values("operation_id"),
        )
    )


def to_sweep(*, now: datetime, stale: datetime, limit: int) -> Sequence[Operation]:
    """Return operations that somebody must look after, oldest first.

    Authorisations past their deadline, other operations left queued since `stale`, and those
    whose inquiry is due. What waits for a person's decision is left alone.
    """
    left_behind = Q(state=OperationState.QUEUED, deadline__lt=now) | Q(
        state=OperationState.QUEUED, deadline__isnull=True, created_at__lt=stale
    )
    due = Q(state__in=[OperationState.UNKNOWN, OperationState.PENDING]) & (
        Q(inquire_at__lte=now) | Q(inquire_at__isnull=True)
    )
    rows = Operation.objects.filter(left_behind | due)
    return list(rows.exclude(intent__state=IntentState.CONFLICTED).order_by("pk")[:limit])


@requires_transaction
def plan_inquiry(row: Operation, *, tries: int, at: datetime) -> bool:
    """Note when to ask about an operation next; False where another worker has done so."""
    rows = Operation.objects.filter(pk=row.pk, state=row.state, inquiries=row.inquiries)
    return rows.update(inquiries=tries, inquire_at=at) == 1


def to_expire(*, before: datetime, limit: int) -> Sequence[PaymentIntent]:
    """Return payments that were authorised before a moment and never captured whole."""
    old = Operation.objects.filter(
        kind=OperationKind.AUTHORISE, state=OperationState.SUCCEEDED, decided_at__lt=before
    )
    rows = PaymentIntent.objects.filter(
        state=IntentState.REQUIRES_CAPTURE, pk__in=old.values("intent_id")
    )
    return list(rows.select_related("merchant").order_by("pk")[:limit])


def tries_of_card(
    *, merchant: int, fingerprint: str, minor: int, currency: str, since: datetime
) -> int:
    """Return how often this card was tried for this amount."""
    return Operation.objects.filter(
        kind=OperationKind.AUTHORISE,
        merchant_id=merchant,
        payment_method__fingerprint=fingerprint,
        amount_minor=minor,
        currency=currency,
        created_at__gte=since,
    ).count()


def page(
    *, merchant: int, kind: OperationKind, chosen: OperationFilter, part: PageOf
) -> tuple[Sequence[Operation], bool]:
    """Return a page of the merchant's operations of one kind, and whether there are more."""
    wanted = {
        "intent__object_id": chosen.intent,
        "intent__payer__object_id": chosen.payer,
        "state": chosen.state,
    }
    matching = Q(**{name: value for name, value in wanted.items() if value is not None})
    return paging.page(_whole().filter(matching, merchant_id=merchant, kind=kind), part)


def _whole() -> QuerySet[Operation]:
    return Operation.objects.select_related(*_PARTS)


def _with_its_payment() -> QuerySet[Operation]:
    """Return operations with all that is known of their payments."""
    return _whole().select_related("intent__payment_method", "intent__mandate")
