"""A shop's program: it sends a request under its key until it has an answer, as clients do."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import DatabaseError, InterfaceError, connections

from bankcore import clock
from bankcore.identity import public as identity
from payments.gateway.domain.views import MerchantRef
from payments.gateway.models import SentRequest
from payments.gateway.services import merchants
from tests.clients import SECRET
from tests.conftest import NOW
from tests.payments.cards import till
from tests.payments.gateway import shops

_KEY = "bk_test_faults_0123456789"
_ANSWER_SECONDS = 40.0
_PATIENCE = 60.0
_ANSWERED = {200, 402}
_IN_FLIGHT = 409


def nothing() -> None:
    """Repair nothing."""


class Program:
    """A shop's, which calls the bank at `url`; `repair` is what operators do when it fails."""

    def __init__(self, shop: MerchantRef, *, repair: Callable[[], None] = nothing) -> None:
        self.shop, self.repair = shop, repair
        self.url = ""
        self.failures: list[str] = []
        self._card: str | None = None
        self._amounts: dict[str, int] = {}
        identity.ensure_api_client(
            client_id="faults",
            name="Test",
            api_key=_KEY,
            signing_secret=SECRET,
            now=NOW,
            scopes=("gateway:read", "gateway:write"),
            rate_per_minute=100_000,
            burst=100_000,
        )
        merchants.attach_client(
            merchant=shop.object_id, client_id="faults", actor=shops.SHOP, now=NOW
        )

    def send(self, path: str, key: str, **body: Any) -> dict[str, Any]:
        """Return the answer; what fails without one is sent again under the same key."""
        until = time.monotonic() + _PATIENCE
        while True:
            status, answer = self._try(path, key, body)
            if status in _ANSWERED:
                return answer | {"http_status": status}
            self.failures.append(f"{status} {answer.get('error', answer)}")
            assert status >= 500 or status == _IN_FLIGHT, self.failures
            assert time.monotonic() < until, self.failures
            self.repair()
            _lapse(key)
            time.sleep(0.1)

    def pay(self, key: str, *, capture: str = "manual") -> dict[str, Any]:
        """Authorise a payment of an amount of its own, or charge it with `capture` automatic."""
        if self._card is None:
            self._card = till.card(self.shop).object_id
        return self.send(
            "/v1/payment_intents",
            key,
            # A card may not be tried too often for one amount.
            amount=self._amounts.setdefault(key, 10_000 + 100 * len(self._amounts)),
            currency="eur",
            payment_method=self._card,
            capture_method=capture,
            confirm=True,
        )

    def capture(self, payment: dict[str, Any], key: str) -> dict[str, Any]:
        """Capture a whole payment."""
        return self.send(f"/v1/payment_intents/{payment['id']}/capture", key)

    def refund(self, payment: dict[str, Any], key: str, *, minor: int) -> dict[str, Any]:
        """Pay a part back."""
        return self.send("/v1/refunds", key, payment_intent=payment["id"], amount=minor)

    def read(self, payment: dict[str, Any]) -> dict[str, Any]:
        """Return a payment as it is now."""
        status, answer = self._try(f"/v1/payment_intents/{payment['id']}", "", None)
        assert status == 200, answer
        return answer

    def _try(self, path: str, key: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        place = urlsplit(self.url)
        calling = http.client.HTTPConnection(place.hostname, place.port, timeout=_ANSWER_SECONDS)
        headers = {
            "Authorization": f"Bearer {_KEY}",
            "Idempotency-Key": f'"{key}"',
            "Content-Type": "application/json",
        }
        try:
            if body is None:
                calling.request("GET", path, headers={"Authorization": headers["Authorization"]})
            else:
                calling.request("POST", path, json.dumps(body), headers)
            answer = calling.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            return 599, {"error": str(error) or type(error).__name__}
        finally:
            calling.close()


def _lapse(key: str) -> None:
    """Let the lease of a request that died end now: nobody waits 75 seconds for it here."""
    connections.close_all()
    try:
        SentRequest.objects.filter(key=key, status=None).update(
            lease_until=clock.now() - timedelta(seconds=1)
        )
    except (DatabaseError, InterfaceError):
        connections.close_all()
