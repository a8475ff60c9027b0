"""Examples of what the merchants' API is told and tells; tests hold them against its inputs."""

from __future__ import annotations

from typing import Any, Final

AT: Final = 1772443800
"""When the examples happen: 2 March 2026, 09:30 UTC."""
_PI: Final = "pi_9hTq3ZkWvB4mXc7LrYs2NdAe"
_CH: Final = "ch_5wKp8RtGnJ2vQx6BfMz4ScUa"
_CUS: Final = "cus_6f1c2a9be4d84a57b3a0e5c7d2f81934"
_PM: Final = "pm_0c7d4f5e9a1b4c3d8e2f6a7b5c9d1e3f"
_METADATA: Final = {"order": "1001"}

_CUSTOMER: Final = {
    "id": _CUS,
    "object": "customer",
    "created": AT,
    "email": "demo01@example.org",
    "livemode": False,
    "metadata": _METADATA,
    "name": "Demo Person 01",
}
_METHOD: Final = {
    "id": _PM,
    "object": "payment_method",
    "billing_details": {"name": "Demo Person 01"},
    "card": {
        "last4": "4242",
        "fingerprint": "1b9f0c63d2a84e75a6b1",
        "brand": "visa",
        "exp_month": 12,
        "exp_year": 2031,
        "country": "US",
    },
    "created": AT,
    "customer": _CUS,
    "livemode": False,
    "metadata": {},
    "type": "card",
}
_INTENT: Final = {
    "id": _PI,
    "object": "payment_intent",
    "amount": 2500,
    "amount_capturable": 0,
    "amount_received": 2500,
    "amount_refunded": 0,
    "canceled_at": None,
    "cancellation_reason": None,
    "capture_method": "automatic",
    "client_secret": f"{_PI}_secret_4dGk9sWq",
    "confirmation_method": "automatic",
    "created": AT,
    "currency": "eur",
    "customer": _CUS,
    "description": "Order 1001",
    "last_payment_error": None,
    "latest_charge": _CH,
    "livemode": False,
    "mandate": None,
    "merchant_reference": "1001",
    "metadata": _METADATA,
    "next_action": None,
    "payment_method": _PM,
    "payment_method_types": ["card", "sepa_debit", "us_bank_account", "bankcore_account"],
    "processing": None,
    "status": "succeeded",
}
_CHARGE: Final = {
    "id": _CH,
    "object": "charge",
    "amount": 2500,
    "amount_captured": 2500,
    "amount_refunded": 0,
    "authorization_code": "7F21A0",
    "captured": True,
    "created": AT,
    "currency": "eur",
    "customer": _CUS,
    "disputed": False,
    "failure_code": None,
    "failure_message": None,
    "livemode": False,
    "metadata": {},
    "network": "sandbox",
    "network_reference": "SBX7F21A0C94E11",
    "paid": True,
    "payment_intent": _PI,
    "payment_method": _PM,
    "refunded": False,
    "status": "succeeded",
    "three_d_secure": None,
}
_REFUND: Final = {
    "id": "re_2vBn7YxTqH5kLw9DgPz3RcMs",
    "object": "refund",
    "amount": 500,
    "charge": _CH,
    "created": AT,
    "currency": "eur",
    "failure_reason": None,
    "metadata": {},
    "payment_intent": _PI,
    "reason": "requested_by_customer",
    "status": "succeeded",
}
_DISPUTE: Final = {
    "id": "dp_8mWc4QrYtK6zNv2HxLs9BgPd",
    "object": "dispute",
    "amount": 2500,
    "charge": _CH,
    "created": AT,
    "currency": "eur",
    "evidence": {"uncategorized_text": "Delivered on 3 March."},
    "evidence_details": {"due_by": AT + 1_209_600, "has_evidence": True, "submission_count": 1},
    "livemode": False,
    "metadata": {},
    "payment_intent": _PI,
    "reason": "10.4",
    "status": "under_review",
}
_MANDATE: Final = {
    "id": "mandate_3a5c7e9f1b2d4c6e8f0a1b3c5d7e9f2a",
    "object": "mandate",
    "livemode": False,
    "payment_method": _PM,
    "reference": "3A5C7E9F1B2D4C6E8F0A1B3C5D7E9F2A",
    "signed_on": "2026-03-02",
    "status": "active",
    "type": "multi_use",
}
_SETUP: Final = {
    "id": "seti_3a5c7e9f1b2d4c6e8f0a1b3c5d7e9f2a",
    "object": "setup_intent",
    "client_secret": "seti_3a5c7e9f_secret_8kQz",
    "created": AT,
    "customer": _CUS,
    "description": None,
    "livemode": False,
    "mandate": _MANDATE["id"],
    "metadata": {},
    "payment_method": _PM,
    "status": "succeeded",
    "usage": "off_session",
}
_LINK: Final = {
    "id": "plink_9e1f3a5b7c2d4e6f8a0b1c3d5e7f9a2b",
    "object": "payment_link",
    "active": True,
    "amount": 2500,
    "created": AT,
    "currency": "eur",
    "description": "Workshop in May",
    "livemode": False,
    "metadata": {},
    "return_url": "https://shop.example.org/thanks",
    "url": "https://bank.example.org/pay/plink_9e1f3a5b7c2d4e6f8a0b1c3d5e7f9a2b",
}
_SESSION: Final = {
    "id": "cs_7d9f1a3b5c2e4f6a8b0c1d3e5f7a9b2c",
    "object": "checkout.session",
    "amount_total": 2500,
    "cancel_url": "https://shop.example.org/basket",
    "created": AT,
    "currency": "eur",
    "customer": None,
    "expires_at": AT + 86_400,
    "livemode": False,
    "metadata": {},
    "mode": "payment",
    "payment_intent": None,
    "payment_link": None,
    "payment_status": "unpaid",
    "status": "open",
    "success_url": "https://shop.example.org/thanks",
    "url": "https://bank.example.org/checkout/cs_7d9f1a3b5c2e4f6a8b0c1d3e5f7a9b2c",
}
_BALANCE: Final = {
    "object": "balance",
    "livemode": False,
    "available": [{"amount": 120_000, "currency": "eur"}],
    "pending": [{"amount": 2_500, "currency": "eur"}],
    "connect_reserved": [{"amount": 0, "currency": "eur"}],
}
_BALANCE_TRANSACTION: Final = {
    "id": "txn_cap_5wKp8RtGnJ2vQx6BfMz4ScUb",
    "object": "balance_transaction",
    "amount": 2500,
    "created": AT,
    "currency": "eur",
    "fee": 60,
    "net": 2440,
    "reporting_category": "capture",
    "source": _CH,
    "status": "available",
    "type": "charge",
}
_PAYOUT: Final = {
    "id": "po_4xRt6YuIoP8sDfGh2JkLzXcV",
    "object": "payout",
    "amount": 119_000,
    "arrival_date": AT + 86_400,
    "automatic": True,
    "created": AT,
    "currency": "eur",
    "description": None,
    "destination": "3f0d1c52-8e47-4a9b-b1d6-0c9e5f7a2b84",
    "failure_code": None,
    "livemode": True,
    "metadata": {},
    "method": "standard",
    "status": "paid",
}
_EVENT: Final = {
    "id": "evt_1aB3dE5fG7hJ9kLmN2pQ4rSt",
    "object": "event",
    "created": AT,
    "data": {"object": _INTENT},
    "livemode": False,
    "pending_webhooks": 0,
    "sequence": 3,
    "type": "payment_intent.succeeded",
}
_ENDPOINT: Final = {
    "id": "we_6yH8jK1lZ3xC5vB7nM9qW2eR",
    "object": "webhook_endpoint",
    "created": AT,
    "description": "",
    "disabled_reason": None,
    "enabled_events": ["payment_intent.succeeded"],
    "failing_since": None,
    "livemode": False,
    "metadata": {},
    "status": "enabled",
    "url": "https://shop.example.org/webhooks",
}
_DELIVERY: Final = {
    "object": "webhook_delivery",
    "created": AT,
    "event": _EVENT["id"],
    "type": "payment_intent.succeeded",
    "endpoint": _ENDPOINT["id"],
    "status": "delivered",
    "tries": 1,
    "next_attempt": None,
    "settled": AT,
    "attempts": [
        {
            "number": 1,
            "started": AT,
            "answered": AT,
            "status": 200,
            "answer": "",
            "error": None,
            "milliseconds": 41,
        }
    ],
}
_REPLAY: Final = {"id": _ENDPOINT["id"], "object": "webhook_replay", "deliveries": 12}

THINGS: Final[dict[str, dict[str, Any]]] = {
    str(each["object"]): each
    for each in (
        _CUSTOMER, _METHOD, _INTENT, _CHARGE, _REFUND, _DISPUTE, _MANDATE, _SETUP, _LINK,
        _SESSION, _BALANCE, _BALANCE_TRANSACTION, _PAYOUT, _EVENT, _ENDPOINT,
        _DELIVERY, _REPLAY,
    )
} | {
    "customer.deleted": {"id": _CUS, "object": "customer", "deleted": True},
    "webhook_endpoint.deleted": {
        "id": _ENDPOINT["id"], "object": "webhook_endpoint", "deleted": True,
    },
}  # fmt: skip

_CARD: Final = {
    "type": "card",
    "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"},
}
REQUESTS: Final[dict[str, dict[str, Any]]] = {
    "payment_intents_create": {
        "amount": 2500,
        "currency": "eur",
        "customer": _CUS,
        "payment_method": _PM,
        "confirm": True,
        "merchant_reference": "1001",
        "metadata": _METADATA,
    },
    "payment_intents_update": {"description": "Order 1001", "metadata": _METADATA},
    "payment_intents_confirm": {"payment_method": _PM},
    "payment_intents_capture": {"amount_to_capture": 2000},
    "payment_intents_cancel": {"cancellation_reason": "requested_by_customer"},
    "refunds_create": {"payment_intent": _PI, "amount": 500, "reason": "requested_by_customer"},
    "refunds_update": {},
    "gateway_customers_create": {"name": "Demo Person 01", "email": "demo01@example.org"},
    "gateway_customers_update": {"metadata": _METADATA},
    "gateway_customers_delete": {},
    "payment_methods_create": {**_CARD, "billing_details": {"name": "Demo Person 01"}},
    "payment_methods_update": {"metadata": _METADATA},
    "payment_methods_attach": {"customer": _CUS},
    "payment_methods_detach": {},
    "setup_intents_create": {"customer": _CUS, "payment_method": _PM, "confirm": True},
    "setup_intents_confirm": {"payment_method": _PM},
    "setup_intents_cancel": {},
    "payment_links_create": {
        "amount": 2500,
        "currency": "eur",
        "description": "Workshop in May",
        "return_url": "https://shop.example.org/thanks",
    },
    "payment_links_update": {"active": False},
    "checkout_sessions_create": {
        "amount": 2500,
        "currency": "eur",
        "description": "Order 1001",
        "success_url": "https://shop.example.org/thanks",
        "cancel_url": "https://shop.example.org/basket",
    },
    "checkout_sessions_expire": {},
    "disputes_update": {"evidence": {"uncategorized_text": "Delivered on 3 March."}},
    "disputes_close": {},
    "webhook_endpoints_create": {
        "url": "https://shop.example.org/webhooks",
        "enabled_events": ["payment_intent.succeeded"],
    },
    "webhook_endpoints_update": {"enabled_events": ["*"]},
    "webhook_endpoints_delete": {},
    "webhook_endpoints_secret": {},
    "webhook_endpoints_test": {},
    "webhook_endpoints_replay": {"dead": True},
    "events_replay": {},
}


_OF_MANUAL: Final = {"capture_method": "manual", "amount_received": 0}
# What is different where the thing was just done something to.
_CHANGED: Final[dict[str, dict[str, Any]]] = {
    "payment_intents_capture": {
        "amount_received": 2000,
        "capture_method": "manual",
    },
    "payment_intents_cancel": {
        **_OF_MANUAL,
        "canceled_at": AT + 60,
        "cancellation_reason": "requested_by_customer",
        "status": "canceled",
    },
    "payment_intents_update": {
        "amount_received": 0,
        "latest_charge": None,
        "status": "requires_confirmation",
    },
    "payment_methods_detach": {"customer": None},
    "payment_methods_update": {"metadata": _METADATA},
    "setup_intents_cancel": {"status": "canceled", "mandate": None},
    "payment_links_update": {"active": False},
    "checkout_sessions_expire": {"status": "expired", "url": None},
    "disputes_close": {"status": "lost"},
    "webhook_endpoints_create": {"secret": "whsec_c2hvd24gdGhpcyBvbmNlIHRvIHRoZSBtZXJjaGFudA=="},
    "webhook_endpoints_secret": {"secret": "whsec_c2hvd24gdGhpcyBvbmNlIHRvIHRoZSBtZXJjaGFudA=="},
    "webhook_endpoints_update": {"enabled_events": ["*"]},
    "webhook_endpoints_test": {
        "data": {"object": _ENDPOINT},
        "pending_webhooks": 1,
        "sequence": 1,
        "type": "webhook_endpoint.test",
    },
    "events_replay": {"id": _EVENT["id"], "deliveries": 1},
}
_PLACES: Final = {
    "checkout.session": "/v1/checkout/sessions",
    "events_deliveries": f"/v1/events/{_EVENT['id']}/deliveries",
    "webhook_deliveries_list": f"/v1/webhook_endpoints/{_ENDPOINT['id']}/deliveries",
    "gateway_customers_payment_methods": f"/v1/customers/{_CUS}/payment_methods",
}


def answer(operation: str, name: str, *, many: bool) -> dict[str, Any]:
    """Return what an operation answers: the thing called `name`, or a list of them."""
    thing = THINGS[name]
    if not many:
        return {**thing, **_CHANGED.get(operation, {})}
    place = _PLACES.get(operation) or _PLACES.get(name, f"/v1/{name}s")
    return {"object": "list", "url": place, "has_more": False, "data": [thing]}
