"""What a shop's program makes at the gateway without a network: hundreds of each, by the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.test import Client

from bankcore import clock
from bankcore.benchmark import lists
from bankcore.benchmark.stages import undisturbed
from bankcore.db.transactions import use_case
from bankcore.demo import shop
from payments.gateway import public as gateway
from payments.webhooks import public as webhooks

_PAGE: Final = {"amount": 500, "currency": "eur", "description": "Demo goods"}
# Nothing is ever sent there: no dispatcher runs.
_HOOKS: Final = "https://127.0.0.1/hooks"
_LOOPBACK: Final = "127.0.0.0/8"
_MADE: Final[dict[str, dict[str, Any]]] = {
    "/v1/customers": {"name": "Demo payer"},
    "/v1/payment_links": _PAGE,
    "/v1/checkout/sessions": _PAGE,
}
_ENDPOINT: Final = {"url": _HOOKS, "enabled_events": ["*"]}
# One for each hundredth capture, as networks would have answered.
_REFUNDS: Final = """
INSERT INTO gateway_operation
  (public_id, object_id, merchant_id, intent_id, payment_method_id, original_id, kind, state,
   connector, amount_minor, approved_minor, currency, is_final, network_reference,
   authorisation_code, decline_code, raw_code, reason, metadata, fee_minor, business_date, attempt,
   excess_minor, inquiries, created_at, decided_at)
SELECT gen_random_uuid(), 're_bench' || c.id, c.merchant_id, c.intent_id, c.payment_method_id,
  c.original_id,
  'REFUND', 'SUCCEEDED', 'visa', 1, 1, 'EUR', true, '', '', '', '', '', '{}', 0, c.business_date,
  1, 0, 0, now(), now()
FROM gateway_operation c WHERE c.kind = 'CAPTURE' AND c.object_id LIKE 'cap_bench%\\_1'"""


def make(count: int) -> None:
    """Have the demo shop's program make so many of each thing; raises RuntimeError if refused."""
    with undisturbed():
        program = lists.client(authorization=f"Bearer {shop.API_KEY}")
        for address, body in _MADE.items():
            for _ in range(count):
                _post(program, address, body)
        with _loopback():
            _post(program, "/v1/webhook_endpoints", _ENDPOINT)
    _record_events(count)
    with connections["owner"].cursor() as cursor:
        cursor.execute(_REFUNDS)


def _record_events(count: int) -> None:
    record = use_case(webhooks.record_event)
    merchant = gateway.merchant_of_client(shop.CLIENT).object_id
    for number in range(count):
        record(
            merchant=merchant,
            type="payment_intent.succeeded",
            object={"id": f"pi_bench{number}", "object": "payment_intent"},
            subject=f"pi_bench{number}",
            now=clock.now(),
        )


@contextmanager
def _loopback() -> Iterator[None]:
    """Let webhooks go to this machine meanwhile."""
    before, settings.WEBHOOK_ALLOWED_NETWORKS = settings.WEBHOOK_ALLOWED_NETWORKS, [_LOOPBACK]
    try:
        yield
    finally:
        settings.WEBHOOK_ALLOWED_NETWORKS = before


def _post(program: Client, address: str, body: dict[str, Any]) -> None:
    answer: Any = program.post(
        address,
        json.dumps(body),
        content_type="application/json",
        headers={"idempotency-key": str(uuid4())},
    )
    if answer.status_code not in {200, 201}:
        message = f"{address} answers {answer.status_code}: {answer.content[:200]!r}"
        raise RuntimeError(message)
