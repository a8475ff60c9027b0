"""Master keys in HashiCorp Vault's transit engine: a KeyService over its HTTP API.

Paths and bodies as Vault documents them: POST /v1/transit/{encrypt,decrypt,rewrap,hmac}/<key>,
POST /v1/transit/keys/<key>/rotate, GET /v1/transit/keys/<key>. Wrapped keys read `vault:v3:...`.
VAULT_ADDRESS, VAULT_TOKEN and VAULT_KEY say where; the token needs update on these paths alone.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import urllib3
from django.conf import settings

from bankcore.crypto.key_service import KeyServiceFailed, Wrapped


class VaultKeys:
    """A KeyService. The transit key must be made with `derived=true`: contexts then bind."""

    def __init__(self) -> None:
        """Take address, token and the key's name from the settings."""
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=2, read=5), retries=urllib3.Retry(2, redirect=False)
        )

    def current_version(self) -> int:
        """Return the latest version of the transit key."""
        found = self._asked("GET", f"keys/{settings.VAULT_KEY}", None)
        return int(found["latest_version"])

    def wrap(self, key: bytes, *, context: bytes) -> Wrapped:
        """Return the key encrypted under the latest version."""
        body = {"plaintext": _text(key), "context": _text(context)}
        return _wrapped(self._post("encrypt", body)["ciphertext"])

    def unwrap(self, wrapped: Wrapped, *, context: bytes) -> bytes:
        """Return the key; raises KeyServiceFailed."""
        body = {"ciphertext": wrapped.blob.decode(), "context": _text(context)}
        return base64.b64decode(self._post("decrypt", body)["plaintext"])

    def rewrap(self, wrapped: Wrapped, *, context: bytes) -> Wrapped:
        """Return the same key under the latest version; it does not leave Vault for this."""
        body = {"ciphertext": wrapped.blob.decode(), "context": _text(context)}
        return _wrapped(self._post("rewrap", body)["ciphertext"])

    def mac(self, message: bytes, *, purpose: str) -> bytes:
        """Return HMAC-SHA-256 under the latest version."""
        found = self._post("hmac", {"input": _text(purpose.encode() + b"\0" + message)})
        return base64.b64decode(found["hmac"].rpartition(":")[2])

    def add_version(self) -> int:
        """Rotate the transit key."""
        self._asked("POST", f"keys/{settings.VAULT_KEY}/rotate", {})
        return self.current_version()

    def _post(self, what: str, body: dict[str, str]) -> dict[str, Any]:
        return self._asked("POST", f"{what}/{settings.VAULT_KEY}", body)

    def _asked(self, method: str, path: str, body: dict[str, str] | None) -> dict[str, Any]:
        try:
            answer = self._http.request(
                method,
                f"{settings.VAULT_ADDRESS}/v1/transit/{path}",
                body=None if body is None else json.dumps(body),
                headers={"X-Vault-Token": settings.VAULT_TOKEN, "Content-Type": "application/json"},
            )
        except urllib3.exceptions.HTTPError as error:
            message = "Vault cannot be reached."
            raise KeyServiceFailed(message) from error
        if answer.status >= 300:
            message = f"Vault refused {path}: status {answer.status}."
            raise KeyServiceFailed(message)
        told: dict[str, Any] = json.loads(answer.data)["data"] if answer.data else {}
        return told


def _wrapped(ciphertext: str) -> Wrapped:
    return Wrapped(int(ciphertext.split(":")[1].removeprefix("v")), ciphertext.encode())


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
