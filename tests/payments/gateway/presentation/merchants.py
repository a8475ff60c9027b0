"""A sandbox shop with a program of its own, and the ways in which it calls the bank.

Every answer that it gets is held against the schema.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import stripe
from django.test import Client

from bankcore.identity import public as identity
from payments.gateway.domain.views import MerchantRef
from payments.gateway.services import merchants
from tests.clients import SECRET
from tests.conftest import NOW
from tests.described import held
from tests.payments.gateway.shops import SHOP, merchant

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"}


class Shop:
    """A merchant and its key."""

    def __init__(self, name: str = "shop", *, scopes=("gateway:read", "gateway:write"), **more):
        self.merchant: MerchantRef = merchant(sandbox=True, **more)
        self.client_id = name
        self.key = f"bk_test_{name}_0123456789"
        identity.ensure_api_client(
            client_id=name,
            name="Test",
            api_key=self.key,
            signing_secret=SECRET,
            now=NOW,
            scopes=scopes,
            rate_per_minute=100_000,
            burst=100_000,
        )
        merchants.attach_client(
            merchant=self.merchant.object_id, client_id=name, actor=SHOP, now=NOW
        )

    def stripe(self, server) -> stripe.StripeClient:
        """Return the official client, pointed at the bank."""
        return stripe.StripeClient(
            self.key, base_addresses={"api": server.url}, max_network_retries=0
        )

    def get(self, path: str, **query: Any):
        headers = {"Authorization": f"Bearer {self.key}"}
        return held("GET", path, Client().get(path, query, headers=headers))

    def post(self, path: str, body: Any = "", *, key: str | None = "", **headers: str):
        """Send a form (a text) or JSON (anything else); without a key where it is None."""
        is_form = isinstance(body, str)
        sent = {"Authorization": f"Bearer {self.key}", **headers}
        if key is not None:
            sent["Idempotency-Key"] = key or str(uuid4())
        answer = Client(raise_request_exception=False).generic(
            "POST",
            path,
            body if is_form else json.dumps(body),
            content_type="application/x-www-form-urlencoded" if is_form else "application/json",
            headers=sent,
        )
        return held("POST", path, answer)

    def delete(self, path: str):
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": str(uuid4())}
        return held("DELETE", path, Client().delete(path, headers=headers))

    def card(self, number: str = CARD["number"], **more: Any) -> str:
        """Keep a card and return its payment method's id."""
        body = {"type": "card", "card": {**CARD, "number": number}, **more}
        made = self.post("/v1/payment_methods", body)
        assert made.status_code == 200, made.content
        return made.json()["id"]

    def paid(self, minor: int = 2_500, **more: Any) -> dict[str, Any]:
        """Take a payment and return it."""
        body = {"amount": minor, "currency": "eur", "confirm": True, **more}
        body.setdefault("payment_method", self.card())
        made = self.post("/v1/payment_intents", body)
        assert made.status_code == 200, made.content
        return made.json()
