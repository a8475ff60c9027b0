"""Payments as integrators see them: Stripe's fields, and a few of the bank's own.

Amounts are minor units beside the currency's code in small letters, times are seconds of Unix
time, and what is not known is null. See docs.stripe.com/api for what each field means.
"""

from __future__ import annotations

from typing import Any, Final

from payments.gateway.domain.declines import of_code
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.views import DisputeView, IntentView, OperationView

_PROCESSING: Final = {IntentState.REVIEW, IntentState.CONFLICTED}
_CHARGE: Final = {
    OperationState.SUCCEEDED: "succeeded",
    OperationState.QUEUED: "pending",
    OperationState.PENDING: "pending",
    OperationState.UNKNOWN: "pending",
}
_REFUND: Final = {**_CHARGE, OperationState.RETURNED: "failed", OperationState.REVERSED: "canceled"}


def status(state: IntentState) -> str:
    """Return Stripe's word for a payment's state: what a person must look at is processing."""
    return "processing" if state in _PROCESSING else state.lower()


def intent(view: IntentView) -> dict[str, Any]:
    """Return a payment."""
    return {
        "id": view.object_id,
        "object": "payment_intent",
        "amount": view.amount.minor,
        "amount_capturable": view.capturable.minor,
        "amount_received": view.captured.minor,
        "currency": view.amount.currency.code.lower(),
        "status": status(view.state),
        "processing_reason": view.state.lower() if view.state in _PROCESSING else None,
        "capture_method": (
            "manual" if view.capture_method is CaptureMethod.MANUAL else "automatic"
        ),
        "cancellation_reason": view.cancellation_reason or None,
        "canceled_at": None if view.canceled_at is None else int(view.canceled_at.timestamp()),
        "client_secret": view.client_secret,
        "created": int(view.created_at.timestamp()),
        "customer": view.payer,
        "payment_method": view.payment_method,
        "description": view.description or None,
        "merchant_reference": view.merchant_reference or None,
        "metadata": dict(view.metadata),
        "last_payment_error": _error(view.decline_code),
        "latest_charge": view.latest_charge.object_id if view.latest_charge else None,
        "next_action": (
            None
            if view.next_action is None
            else {
                "type": view.next_action.type,
                view.next_action.type: {
                    "authentication": view.next_action.authentication,
                    "return_url": view.next_action.return_url or None,
                },
            }
        ),
        "livemode": not view.is_sandbox,
    }


def charge(view: OperationView) -> dict[str, Any]:
    """Return an authorisation, or a capture by its authorisation's name."""
    captured = view.captured.minor
    is_charge = view.kind is OperationKind.AUTHORISE
    return {
        "id": view.object_id if is_charge else view.original,
        "object": "charge",
        "amount": view.amount.minor,
        "amount_captured": captured,
        "amount_refunded": view.refunded.minor,
        "captured": captured > 0,
        "refunded": captured > 0 and view.refunded.minor == captured,
        "disputed": view.disputed.minor > 0,
        "currency": view.amount.currency.code.lower(),
        "status": _CHARGE.get(view.state, "failed"),
        "failure_code": view.decline_code or None,
        "failure_message": of_code(view.decline_code).message if view.decline_code else None,
        "authorization_code": view.authorisation_code or None,
        "network_transaction_id": view.network_reference or None,
        "payment_intent": view.intent,
        "payment_method": view.payment_method,
        "customer": view.payer,
        "metadata": dict(view.metadata),
        "created": int(view.created_at.timestamp()),
    }


def refund(view: OperationView) -> dict[str, Any]:
    """Return a refund."""
    return {
        "id": view.object_id,
        "object": "refund",
        "amount": view.amount.minor,
        "currency": view.amount.currency.code.lower(),
        "status": _REFUND.get(view.state, "failed"),
        "failure_reason": view.decline_code or None,
        "reason": view.reason or None,
        "payment_intent": view.intent,
        "charge": view.original,
        "metadata": dict(view.metadata),
        "created": int(view.created_at.timestamp()),
    }


def dispute(view: DisputeView) -> dict[str, Any]:
    """Return a dispute; a merchant who accepts one has lost it."""
    stage = "lost" if view.stage == "ACCEPTED" else view.stage.lower()
    return {
        "id": view.object_id,
        "object": "dispute",
        "amount": view.amount.minor,
        "currency": view.amount.currency.code.lower(),
        "status": stage,
        "reason": view.reason,
        "payment_intent": view.intent,
        "charge": view.charge,
        "evidence_details": {
            "due_by": int(view.due_at.timestamp()),
            "has_evidence": bool(view.evidence),
            "submission_count": int(view.stage != "NEEDS_RESPONSE" and bool(view.evidence)),
        },
        "created": int(view.created_at.timestamp()),
    }


def _error(code: str) -> dict[str, str] | None:
    if not code:
        return None
    decline = of_code(code)
    return {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": code,
        "message": decline.message,
    }
