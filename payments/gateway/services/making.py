"""Making operations: written down with what they reserve, and handed to their connectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from payments.gateway.domain import object_ids
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.models import Operation, PaymentIntent, PaymentMethod
from payments.gateway.repositories import intents, operations
from payments.gateway.services import connectors, transitions

_MAY_LEAVE_WITHIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOperation:
    """An operation to be; what changes an authorisation names it as `original`."""

    kind: OperationKind
    connector: str
    minor: int
    method: PaymentMethod
    original: Operation | None = None
    is_final: bool = True
    attempt: int = 1
    reason: str = ""
    eci: str = ""
    metadata: dict[str, Any] | None = None
    idempotency: UUID | None = None


@requires_transaction
def make(row: PaymentIntent, order: NewOperation, *, actor: Actor, now: datetime) -> Operation:
    """Write an operation of a locked payment down and hand it to its connector.

    A connector that decides by itself may have done so when this returns.
    """
    made = write(row, order, actor=actor, now=now)
    hand_over(row, made, now=now)
    return made


@requires_transaction
def hand_over(row: PaymentIntent, operation: Operation, *, now: datetime) -> None:
    """Hand an operation that is written down to its connector, and read the payment anew."""
    connectors.of(operation.connector).enqueue(connectors.order_of(operation), now=now)
    intents.reload(row)


@requires_transaction
def write(row: PaymentIntent, order: NewOperation, *, actor: Actor, now: datetime) -> Operation:
    """Write an operation down that no connector is to bring anywhere."""
    is_authorisation = order.kind is OperationKind.AUTHORISE
    made = Operation(
        object_id=object_ids.new(object_ids.OF_KIND[order.kind]),
        merchant=row.merchant,
        intent=row,
        payment_method=order.method,
        original=order.original,
        kind=order.kind,
        state=OperationState.QUEUED,
        connector=order.connector,
        amount_minor=order.minor,
        currency=row.currency,
        is_final=order.is_final,
        attempt=order.attempt,
        reason=order.reason,
        eci=order.eci,
        metadata=order.metadata or {},
        idempotency_id=order.idempotency,
        deadline=now + _MAY_LEAVE_WITHIN if is_authorisation else None,
        created_at=now,
    )
    operations.add(made)
    transitions.begin(row, made, actor=actor, now=now)
    return made


def of_original(kind: OperationKind, original: Operation, minor: int, **more: Any) -> NewOperation:
    """Return an operation that changes an authorisation, on the same network."""
    return NewOperation(
        kind=kind,
        connector=original.connector,
        minor=minor,
        method=original.payment_method,
        original=original,
        **more,
    )
