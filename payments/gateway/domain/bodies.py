"""What the API and its webhooks tell of payments: Stripe's names for Stripe's things.

Amounts are minor units, currencies in small letters, times in seconds of Unix, as Stripe's
clients read them. Whoever records an event takes the thing's body from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from payments.gateway.domain.authentications import shifts_liability
from payments.gateway.domain.declines import of_code
from payments.gateway.domain.disputes import DisputeStage
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.views import (
    DisputeView,
    IntentView,
    MerchantBalance,
    NextAction,
    OperationView,
)

Body = dict[str, Any]
# Where a payer is asked something, after the bank's own address.
AUTHENTICATION_PATH: Final = "/authenticate/"
_WAITING: Final = {IntentState.REVIEW: "review", IntentState.CONFLICTED: "conflicted"}
_FAILED: Final = frozenset(
    {OperationState.DECLINED, OperationState.NOT_SENT, OperationState.REVERSED}
)
_DISPUTES: Final = {DisputeStage.ACCEPTED: "lost"}


def intent_body(view: IntentView, *, public_address: str) -> Body:
    """Return a payment_intent; review and conflict are processing, with the reason beside."""
    waiting = _WAITING.get(view.state)
    charge = view.latest_charge
    return {
        "id": view.object_id,
        "object": "payment_intent",
        "amount": view.amount.minor,
        "amount_capturable": view.capturable.minor,
        "amount_received": view.captured.minor,
        "amount_refunded": view.refunded.minor,
        "canceled_at": None if view.canceled_at is None else int(view.canceled_at.timestamp()),
        "cancellation_reason": view.cancellation_reason or None,
        "capture_method": view.capture_method.lower(),
        "client_secret": view.client_secret,
        "confirmation_method": "automatic",
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "customer": view.payer,
        "description": view.description or None,
        "last_payment_error": _last_error(view),
        "latest_charge": None if charge is None else charge.object_id,
        "livemode": not view.is_sandbox,
        "mandate": view.mandate,
        "merchant_reference": view.merchant_reference or None,
        "metadata": dict(view.metadata),
        "next_action": _next_action(view.next_action, public_address),
        "payment_method": view.payment_method,
        "payment_method_types": ["card", "sepa_debit", "us_bank_account", "bankcore_account"],
        "processing": None if waiting is None else {"reason": waiting},
        "status": "processing" if waiting else view.state.lower(),
    }


def charge_body(view: OperationView, *, livemode: bool) -> Body:
    """Return a charge, which is an authorisation with what was captured of it."""
    failed = view.state in _FAILED
    declined = of_code(view.decline_code) if failed else None
    return {
        "id": view.object_id,
        "object": "charge",
        "amount": view.amount.minor,
        "amount_captured": view.captured.minor,
        "amount_refunded": view.refunded.minor,
        "authorization_code": view.authorisation_code or None,
        "captured": view.captured.minor > 0,
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "customer": view.payer,
        "disputed": view.disputed.minor > 0,
        "failure_code": view.decline_code or None if failed else None,
        "failure_message": None if declined is None else declined.message,
        "livemode": livemode,
        "metadata": dict(view.metadata),
        "network": view.connector,
        "network_reference": view.network_reference or None,
        "paid": view.state is OperationState.SUCCEEDED,
        "payment_intent": view.intent,
        "payment_method": view.payment_method,
        "refunded": view.captured.minor > 0 and view.refunded == view.captured,
        "status": _status_of(view),
        "three_d_secure": _three_d_secure(view.eci),
    }


def _three_d_secure(eci: str) -> Body | None:
    """Return how the card's bank has confirmed a charge, and whether it bears fraud."""
    if not eci:
        return None
    return {
        "electronic_commerce_indicator": eci,
        "liability_shift": shifts_liability(eci),
        "result": "authenticated",
    }


def refund_body(view: OperationView) -> Body:
    """Return a refund."""
    failed = view.state in _FAILED
    return {
        "id": view.object_id,
        "object": "refund",
        "amount": view.amount.minor,
        "charge": view.original,
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "failure_reason": (view.decline_code or "unknown") if failed else None,
        "metadata": dict(view.metadata),
        "payment_intent": view.intent,
        "reason": view.reason or None,
        "status": _status_of(view),
    }


def dispute_body(view: DisputeView, *, livemode: bool) -> Body:
    """Return a dispute; one that the merchant accepted is lost."""
    return {
        "id": view.object_id,
        "object": "dispute",
        "amount": view.amount.minor,
        "charge": view.charge,
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "evidence": {each.kind: each.text or each.file_name for each in view.evidence},
        "evidence_details": {
            "due_by": int(view.due_at.timestamp()),
            "has_evidence": bool(view.evidence),
            "submission_count": 0 if view.stage is DisputeStage.NEEDS_RESPONSE else 1,
        },
        "livemode": livemode,
        "metadata": {},
        "payment_intent": view.intent,
        "reason": view.reason,
        "status": _DISPUTES.get(view.stage, view.stage.lower()),
    }


def balance_body(balances: Sequence[MerchantBalance], *, livemode: bool) -> Body:
    """Return what a merchant is owed, by currency."""
    parts = {"available": "available", "pending": "pending", "reserved": "connect_reserved"}
    found: Body = {"object": "balance", "livemode": livemode}
    for name, shown in parts.items():
        found[shown] = [
            {"amount": getattr(each, name).minor, "currency": each.currency.lower()}
            for each in balances
        ]
    return found


def _status_of(view: OperationView) -> str:
    if view.state in _FAILED:
        return "failed"
    return "succeeded" if view.state is OperationState.SUCCEEDED else "pending"


def _last_error(view: IntentView) -> Body | None:
    if not view.decline_code:
        return None
    return {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": view.decline_code,
        "message": of_code(view.decline_code).message,
    }


def _next_action(action: NextAction | None, public_address: str) -> Body | None:
    if action is None:
        return None
    return {
        "type": action.type,
        "redirect_to_url": {
            "url": action.page or f"{public_address}{AUTHENTICATION_PATH}{action.authentication}",
            "return_url": action.return_url or None,
        },
    }


_MOVED: Final = {
    OperationKind.CAPTURE: ("charge", 1),
    OperationKind.REFUND: ("refund", -1),
    OperationKind.CHARGEBACK: ("adjustment", -1),
    OperationKind.REPRESENTMENT: ("adjustment", 1),
}


def balance_transaction_body(view: OperationView) -> Body:
    """Return what moved a merchant's balance; `net` is what it moved it by."""
    kind, sign = _MOVED[view.kind]
    amount = sign * view.amount.minor
    settled = view.state is OperationState.SUCCEEDED
    return {
        "id": f"txn_{view.object_id}",
        "object": "balance_transaction",
        "amount": amount,
        "created": int((view.decided_at or view.created_at).timestamp()),
        "currency": view.amount.currency.code.lower(),
        "fee": view.fee.minor,
        "net": amount - view.fee.minor,
        "reporting_category": view.kind.lower(),
        "source": view.original if view.kind is OperationKind.CAPTURE else view.object_id,
        "status": "available" if settled else "returned",
        "type": kind,
    }
