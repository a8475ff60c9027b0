"""How sessions are named where they are kept."""

from __future__ import annotations

import hashlib


def digest(session_key: str) -> str:
    """Return the name under which a session is kept: 160 bits of its key's SHA-256.

    A key is 160 random bits, so it cannot be found from its digest; whoever reads the tables
    cannot take a session over.
    """
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]
