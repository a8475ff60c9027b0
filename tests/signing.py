"""Signing requests by RFC 9421 as an integrator would, by hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import uuid4


def signature_headers(
    *,
    method: str,
    path: str,
    query: str = "",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    secret: str,
    keyid: str,
    created: int,
    nonce: str | None = None,
    covered: tuple[str, ...] | None = None,
) -> dict[str, str]:
    """Return the header fields that a signed request has besides `headers`."""
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    if body:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        sent["content-digest"] = f"sha-256=:{digest}:"
    values = {"@method": method, "@path": path, "@query": f"?{query}"} | sent
    names = covered or tuple(
        name
        for name in values
        if name in {"@method", "@path", "@query", "content-digest", "content-type"}
        or name == "idempotency-key"
    )
    listed = " ".join(f'"{name}"' for name in names)
    parameters = (
        f'({listed});created={created};nonce="{nonce or uuid4().hex}"'
        f';keyid="{keyid}";alg="hmac-sha256"'
    )
    base = "\n".join(
        [*(f'"{name}": {values[name]}' for name in names), f'"@signature-params": {parameters}']
    )
    mac = base64.b64encode(hmac.digest(secret.encode(), base.encode(), "sha256")).decode()
    made = {"Signature-Input": f"sig={parameters}", "Signature": f"sig=:{mac}:"}
    return made | ({"Content-Digest": sent["content-digest"]} if body else {})
