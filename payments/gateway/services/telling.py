"""What merchants are told of their payments: events, in the transaction of the change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from payments.gateway.domain import shapes
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import IntentEvent, OperationEvent
from payments.gateway.models import Dispute, Operation, PaymentIntent
from payments.gateway.services import views

try:
    from payments.webhooks.public import record_event as _record_event
except ImportError:
    _record_event = None

_OF_INTENT: Final = {
    IntentEvent.CHALLENGED: "payment_intent.requires_action",
    IntentEvent.REFUSED: "payment_intent.payment_failed",
    IntentEvent.RETURNED: "payment_intent.payment_failed",
    IntentEvent.AUTHORISED: "payment_intent.amount_capturable_updated",
    IntentEvent.CAPTURED: "payment_intent.succeeded",
    IntentEvent.CANCELED: "payment_intent.canceled",
    IntentEvent.HELD: "payment_intent.processing",
    IntentEvent.CONFLICTED: "payment_intent.processing",
}
_K, _V = OperationKind, OperationEvent
_OF_OPERATION: Final = {
    (_K.AUTHORISE, _V.APPROVED): "charge.succeeded",
    (_K.AUTHORISE, _V.DECLINED): "charge.failed",
    (_K.AUTHORISE, _V.REVERSED): "charge.failed",
    (_K.AUTHORISE, _V.RETURNED): "charge.failed",
    (_K.AUTHORISE, _V.PENDING): "charge.pending",
    (_K.CAPTURE, _V.APPROVED): "charge.captured",
    (_K.REFUND, _V.APPROVED): "charge.refunded",
    (_K.REFUND, _V.PENDING): "refund.updated",
    (_K.REFUND, _V.DECLINED): "refund.failed",
    (_K.REFUND, _V.NOT_SENT): "refund.failed",
    (_K.REFUND, _V.RETURNED): "refund.failed",
}


def tell_of_intent(row: PaymentIntent, event: IntentEvent, *, now: datetime) -> None:
    """Record the event of a payment's change, where merchants are told of it."""
    kind = _OF_INTENT.get(event)
    if kind:
        _record(row, kind, shapes.intent(views.intent_view(row)), row.object_id, now)


def tell_of_made(row: PaymentIntent, *, now: datetime) -> None:
    """Record that a payment has been made."""
    _record(
        row, "payment_intent.created", shapes.intent(views.intent_view(row)), row.object_id, now
    )


def tell_of_operation(
    row: Operation, event: OperationEvent, *, intent: PaymentIntent, now: datetime
) -> None:
    """Record the event of an operation's change, where merchants are told of it."""
    kind = _OF_OPERATION.get((OperationKind(row.kind), event))
    if kind is None:
        return
    shape = shapes.refund if row.kind == OperationKind.REFUND else shapes.charge
    _record(intent, kind, shape(views.operation_view(row)), row.object_id, now)


def tell_of_dispute(
    row: Dispute, kind: str, shape: dict[str, Any], *, intent: PaymentIntent, now: datetime
) -> None:
    """Record a dispute's event, such as charge.dispute.created."""
    _record(intent, kind, shape, row.object_id, now)


def _record(
    row: PaymentIntent, kind: str, shape: dict[str, Any], subject: str, now: datetime
) -> None:
    if _record_event is not None:
        _record_event(
            merchant=row.merchant.object_id, type=kind, object=shape, subject=subject, now=now
        )
