"""The key that the bank and the house sign instant messages with, each under its own name."""

import hmac
from hashlib import sha256

_BANK, _HOUSE = b"bank\n", b"house\n"
HEADER = "Message-Signature"


def signed(key: str, body: bytes) -> str:
    """Return the house's signature of what it says."""
    return _mac(key, _HOUSE, body)


def is_banks(key: str, body: bytes, given: str) -> bool:
    """Tell whether the bank has signed this."""
    return hmac.compare_digest(_mac(key, _BANK, body), given)


def _mac(key: str, sender: bytes, body: bytes) -> str:
    return hmac.new(key.encode(), sender + body, sha256).hexdigest()
