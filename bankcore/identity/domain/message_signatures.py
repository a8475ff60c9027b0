"""HTTP message signatures (RFC 9421) with hmac-sha256, and content digests (RFC 9530).

The part of the RFC that the API takes: one signature a request; components are header fields and
@method, @path, @query and @authority, without parameters; a signature's own parameters are whole
numbers and strings. What is outside this part is malformed, never guessed at.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

ALGORITHM: Final = "hmac-sha256"

_STRING: Final = r'"[\x20\x21\x23-\x5b\x5d-\x7e]*"'
_COMPONENT: Final = re.compile(r'"(@?[a-z0-9-]+)"', re.ASCII)
_PARAMETER: Final = re.compile(rf";([a-z][a-z0-9_-]*)=(\d{{1,15}}|{_STRING})", re.ASCII)
_INPUT: Final = re.compile(
    rf"([a-z][a-z0-9_-]*)="
    r'(\((?:"@?[a-z0-9-]+"(?: "@?[a-z0-9-]+")*)?\)'
    rf"(?:;[a-z][a-z0-9_-]*=(?:\d{{1,15}}|{_STRING}))*)",
    re.ASCII,
)
_BYTES: Final = re.compile(r"([a-z][a-z0-9_-]*)=:([A-Za-z0-9+/=]*):", re.ASCII)
_DIGEST: Final = re.compile(r"(?:^|, ?)sha-256=:([A-Za-z0-9+/=]+):(?=,|$)", re.ASCII)


class NotWellFormed(ValueError):
    """The header fields of a signature are not of the part of RFC 9421 that is taken here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request as it was sent: `query` without its question mark, header names in lower case."""

    method: str
    authority: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature with what it covers; `covered` as the request spells it, to be signed as such."""

    components: tuple[str, ...]
    parameters: Mapping[str, str | int]
    covered: str
    value: bytes


def parse(*, signature_input: str, signature: str) -> Signature:
    """Return the one signature of a request; raises NotWellFormed."""
    described, valued = _INPUT.fullmatch(signature_input), _BYTES.fullmatch(signature)
    if described is None or valued is None or described[1] != valued[1]:
        message = "Signature-Input and Signature are not one signature of the same label."
        raise NotWellFormed(message)
    covered = described[2]
    inside, _, after = covered.partition(")")
    components = tuple(_COMPONENT.findall(inside))
    parameters = _parameters(after)
    if len(set(components)) != len(components):
        message = "A component is named twice."
        raise NotWellFormed(message)
    return Signature(
        components=components,
        parameters=parameters,
        covered=covered,
        value=_decoded(valued[2]),
    )


def base_of(message: Message, *, components: Sequence[str], covered: str) -> bytes:
    """Return the signature base (RFC 9421, section 2.5); raises NotWellFormed."""
    lines = [f'"{name}": {_value(message, name)}' for name in components]
    return "\n".join([*lines, f'"@signature-params": {covered}']).encode()


def mac(base: bytes, *, secret: bytes) -> bytes:
    """Return the HMAC-SHA256 of a signature base (section 3.3.3)."""
    return hmac.digest(secret, base, hashlib.sha256)


def is_right(message: Message, signature: Signature, *, secret: bytes) -> bool:
    """Return whether the signature is this secret's for this message; raises NotWellFormed."""
    base = base_of(message, components=signature.components, covered=signature.covered)
    return hmac.compare_digest(mac(base, secret=secret), signature.value)


def content_digest(body: bytes) -> str:
    """Return the Content-Digest of a body (RFC 9530)."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def is_digest_of(header: str, body: bytes) -> bool:
    """Return whether a Content-Digest names the SHA-256 of this body, perhaps beside others."""
    found = _DIGEST.search(header)
    return found is not None and hmac.compare_digest(
        f"sha-256=:{found[1]}:".encode(), content_digest(body).encode()
    )


def _value(message: Message, name: str) -> str:
    derived = {
        "@method": message.method,
        "@authority": message.authority.lower(),
        "@path": message.path,
        "@query": f"?{message.query}",
    }
    found = derived.get(name, message.headers.get(name))
    if found is None:
        text = f"The signature covers {name}, which the request does not have."
        raise NotWellFormed(text)
    return found.strip()


def _parameters(text: str) -> dict[str, str | int]:
    found = _PARAMETER.findall(text)
    names = [name for name, _ in found]
    if len(set(names)) != len(names):
        message = "A parameter is named twice."
        raise NotWellFormed(message)
    return {name: value[1:-1] if value.startswith('"') else int(value) for name, value in found}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        message = "The signature is not Base64."
        raise NotWellFormed(message) from None
