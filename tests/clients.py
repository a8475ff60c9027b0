"""Programs and people who call the bank in tests; every answer is held against the schema."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.test import Client

from bankcore.identity import public as identity
from bankcore.scopes import SCOPES
from tests.conftest import NOW
from tests.described import held

SECRET = "test-signing-secret"


class ApiClient:
    """An integrator's program with a key of its own."""

    def __init__(
        self, client_id: str = "tester", *, scopes: Sequence[str] = tuple(SCOPES), **agreed: Any
    ) -> None:
        self.client_id = client_id
        self._key = f"bk_test_{client_id}_0123456789"
        identity.ensure_api_client(
            client_id=client_id,
            name="Test",
            api_key=self._key,
            signing_secret=SECRET,
            now=NOW,
            scopes=scopes,
            **agreed,
        )
        self._http = Client()

    def request(self, method: str, path: str, body: Any, **headers: str):
        """Send JSON by any method, with an idempotency key."""
        answer = self._http.generic(
            method,
            path,
            json.dumps(body),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self._key}",
                "Idempotency-Key": str(uuid4()),
                **headers,
            },
        )
        return held(method, path, answer)

    def get(self, path: str, *, accept: str = "*/*", **query: Any):
        headers = {"Authorization": f"Bearer {self._key}", "Accept": accept}
        return held("GET", path, self._http.get(path, query, headers=headers))

    def patch(self, path: str, body: Any):
        answer = self._http.patch(
            path,
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self._key}"},
        )
        return held("PATCH", path, answer)

    def upload(self, path: str, fields: dict[str, Any], *, key: str = ""):
        """Post a form with files."""
        headers = {"Authorization": f"Bearer {self._key}"}
        if key:
            headers["Idempotency-Key"] = key
        return held("POST", path, self._http.post(path, fields, headers=headers))

    def post(self, path: str, body: Any, *, key: str | None = None):
        """Post `body`; a text is sent as it is."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = self._http.post(
            path,
            text,
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self._key}",
                "Idempotency-Key": key or str(uuid4()),
            },
        )
        return held("POST", path, answer)


def signed(text_without_end: str, *, secret: str = SECRET) -> str:
    """Return the JSON text with its signature, computed as an integrator would: by hand."""
    body = json.loads(text_without_end, parse_float=_Raw, parse_int=_Raw)
    canonical = _canonical(body)
    signature = hmac.new(secret.encode(), canonical.encode(), hashlib.sha256).hexdigest()
    return text_without_end.rstrip()[:-1] + f', "signature": "{signature}"}}'


class _Raw(str):
    __slots__ = ()


def _canonical(body: dict[str, Any]) -> str:
    pairs = [
        json.dumps(name) + ":" + (value if isinstance(value, _Raw) else json.dumps(value))
        for name, value in sorted(body.items())
    ]
    return "{" + ",".join(pairs) + "}"
