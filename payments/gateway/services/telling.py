"""What merchants are told of their payments: events, in the transaction of the change."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings

from payments.gateway.domain import bodies
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import IntentEvent, OperationEvent
from payments.gateway.domain.views import DisputeView
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.services import views
from payments.webhooks import public as webhooks

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
_OF_CHARGE: Final = {
    (_K.AUTHORISE, _V.APPROVED): "charge.succeeded",
    (_K.AUTHORISE, _V.DECLINED): "charge.failed",
    (_K.AUTHORISE, _V.REVERSED): "charge.failed",
    (_K.AUTHORISE, _V.RETURNED): "charge.failed",
    (_K.AUTHORISE, _V.PENDING): "charge.pending",
    (_K.CAPTURE, _V.APPROVED): "charge.captured",
    (_K.REFUND, _V.APPROVED): "charge.refunded",
}
_OF_REFUND: Final = {
    (_K.REFUND, _V.APPROVED): "refund.updated",
    (_K.REFUND, _V.PENDING): "refund.updated",
    (_K.REFUND, _V.DECLINED): "refund.failed",
    (_K.REFUND, _V.REVERSED): "refund.failed",
    (_K.REFUND, _V.NOT_SENT): "refund.failed",
    (_K.REFUND, _V.RETURNED): "refund.failed",
}


def tell_of_intent(row: PaymentIntent, event: IntentEvent, *, now: datetime) -> None:
    """Record the event of a payment's change, where merchants are told of it."""
    kind = _OF_INTENT.get(event)
    if kind:
        _record(row, kind, _intent(row), row.object_id, now)


def tell_of_made(row: PaymentIntent, *, now: datetime) -> None:
    """Record that a payment has been made."""
    body = bodies.intent_body(views.made_view(row), public_address=settings.PUBLIC_ADDRESS)
    _record(row, "payment_intent.created", body, row.object_id, now)


def tell_of_operation(
    row: Operation, event: OperationEvent, *, intent: PaymentIntent, now: datetime
) -> None:
    """Record the event of an operation's change, where merchants are told of it.

    What happens to a charge is told under the authorisation's name.
    """
    happened = (OperationKind(row.kind), event)
    row.intent = intent  # whose counters the body shows
    if happened in _OF_REFUND:
        body = bodies.refund_body(views.operation_view(row))
        _record(intent, _OF_REFUND[happened], body, row.object_id, now)
    if happened in _OF_CHARGE:
        charge = row.original or row
        charge.intent = intent
        livemode = not intent.merchant.is_sandbox
        body = bodies.charge_body(views.operation_view(charge), livemode=livemode)
        _record(intent, _OF_CHARGE[happened], body, charge.object_id, now)


def tell_of_dispute(kind: str, view: DisputeView, *, intent: PaymentIntent, now: datetime) -> None:
    """Record a dispute's event, such as charge.dispute.created."""
    body = bodies.dispute_body(view, livemode=not intent.merchant.is_sandbox)
    _record(intent, kind, body, view.object_id, now)


def _intent(row: PaymentIntent) -> bodies.Body:
    return bodies.intent_body(views.intent_view(row), public_address=settings.PUBLIC_ADDRESS)


def _record(row: PaymentIntent, kind: str, body: bodies.Body, subject: str, now: datetime) -> None:
    webhooks.record_event(
        merchant=row.merchant.object_id, type=kind, object=body, subject=subject, now=now
    )
