"""What the API tells of payers, of what they pay with, and of pages on which they pay."""

from __future__ import annotations

from typing import Any, Final

from payments.gateway.domain.checkout import LinkView, SessionState, SessionView, SetupView
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.payers import MandateView, MethodView, PayerView

Body = dict[str, Any]
TYPES: Final = {
    InstrumentKind.CARD: "card",
    InstrumentKind.SEPA_DEBIT: "sepa_debit",
    InstrumentKind.US_BANK_ACCOUNT: "us_bank_account",
    InstrumentKind.ON_US_ACCOUNT: "bankcore_account",
}
METHOD_TYPES: Final = sorted(TYPES.values())
"""What payment methods are called in the merchants' API."""


def payer_body(view: PayerView, *, livemode: bool) -> Body:
    """Return a customer; of one who was deleted, that."""
    if view.is_deleted:
        return {"id": view.object_id, "object": "customer", "deleted": True}
    return {
        "id": view.object_id,
        "object": "customer",
        "created": int(view.created_at.timestamp()),
        "email": view.email,
        "livemode": livemode,
        "metadata": dict(view.metadata),
        "name": view.name,
    }


def method_body(view: MethodView, *, livemode: bool) -> Body:
    """Return a payment_method, with the last four digits of its number."""
    kind = TYPES[view.kind]
    return {
        "id": view.object_id,
        "object": "payment_method",
        "billing_details": {"name": view.holder_name},
        kind: _details(view),
        "created": int(view.created_at.timestamp()),
        "customer": view.payer_id,
        "livemode": livemode,
        "metadata": dict(view.metadata),
        "type": kind,
    }


def mandate_body(view: MandateView, *, livemode: bool) -> Body:
    """Return a mandate."""
    return {
        "id": view.object_id,
        "object": "mandate",
        "livemode": livemode,
        "payment_method": view.payment_method_id,
        "reference": view.reference,
        "signed_on": view.signed_on.isoformat(),
        "status": "active" if view.is_active else "inactive",
        "type": "single_use" if view.is_single_use else "multi_use",
    }


def setup_body(view: SetupView, *, livemode: bool) -> Body:
    """Return a setup_intent."""
    return {
        "id": view.object_id,
        "object": "setup_intent",
        "client_secret": view.client_secret,
        "created": int(view.created_at.timestamp()),
        "customer": view.payer_id,
        "description": view.description or None,
        "livemode": livemode,
        "mandate": view.mandate_id,
        "metadata": dict(view.metadata),
        "payment_method": view.payment_method_id,
        "status": view.state.lower(),
        "usage": "off_session",
    }


def link_body(view: LinkView, *, livemode: bool, public_address: str) -> Body:
    """Return a payment_link."""
    return {
        "id": view.object_id,
        "object": "payment_link",
        "active": view.is_active,
        "amount": view.amount.minor,
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "description": view.description,
        "livemode": livemode,
        "metadata": dict(view.metadata),
        "return_url": view.return_url or None,
        "url": f"{public_address}/pay/{view.object_id}",
    }


def session_body(view: SessionView, *, livemode: bool, public_address: str) -> Body:
    """Return a checkout.session."""
    is_open = view.state is SessionState.OPEN
    return {
        "id": view.object_id,
        "object": "checkout.session",
        "amount_total": view.amount.minor,
        "cancel_url": view.cancel_url or None,
        "created": int(view.created_at.timestamp()),
        "currency": view.amount.currency.code.lower(),
        "customer": view.payer_id,
        "expires_at": int(view.expires_at.timestamp()),
        "livemode": livemode,
        "metadata": dict(view.metadata),
        "mode": "payment",
        "payment_intent": view.intent_id,
        "payment_link": view.link_id,
        "payment_status": "paid" if view.state is SessionState.COMPLETE else "unpaid",
        "status": view.state.lower(),
        "success_url": view.success_url or None,
        "url": f"{public_address}/checkout/{view.object_id}" if is_open else None,
    }


def _details(view: MethodView) -> Body:
    found: Body = {"last4": view.last4, "fingerprint": view.fingerprint}
    if view.kind is InstrumentKind.CARD:
        found |= {
            "brand": view.brand,
            "exp_month": view.expiry_month,
            "exp_year": view.expiry_year,
        }
    if view.country:
        found["country"] = view.country
    return found
