"""A file in parts of one length, whatever pieces it was written in, and their fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

# Some two hundred lines. What was kept of a file is of parts of this length: never change it.
LENGTH: Final = 32_768
DIGEST: Final = hashlib.sha256().digest_size


def of(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of all pieces in parts of `LENGTH`, the last of which may be shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= LENGTH:
            yield bytes(waiting[:LENGTH])
            del waiting[:LENGTH]
    if waiting:
        yield bytes(waiting)


def digest(part: bytes) -> bytes:
    """Return a part's SHA-256."""
    return hashlib.sha256(part).digest()
