"""A merchant's endpoints and what happens to its payments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bankcore import clock
from bankcore.db.transactions import use_case
from payments.webhooks import public as webhooks
from payments.webhooks.models import Endpoint, EndpointSecret

MERCHANT = "acct_demo"
# 32 bytes of nothing in particular.
SECRET = "whsec_" + "A" * 43 + "="


def endpoint(
    *filters: str,
    merchant: str = MERCHANT,
    number: int = 1,
    url: str = "https://shop.example/hooks",
    **values: Any,
) -> Endpoint:
    """Add an endpoint with one secret, past the services."""
    made = Endpoint.objects.create(
        object_id=f"we_{merchant}_{number}",
        merchant=merchant,
        url=url,
        enabled_events=list(filters),
        is_live=False,
        created_at=clock.now(),
        **values,
    )
    EndpointSecret.objects.create(endpoint=made, secret=SECRET, created_at=clock.now())
    return made


def happened(
    kind: str = "payment_intent.succeeded",
    *,
    subject: str = "pi_1",
    merchant: str = MERCHANT,
    at: datetime | None = None,
    **values: Any,
) -> str:
    """Record an event; returns its id."""
    return use_case(webhooks.record_event)(
        merchant=merchant,
        type=kind,
        object={"id": subject, "object": "payment_intent", **values},
        subject=subject,
        now=at or clock.now(),
    )
