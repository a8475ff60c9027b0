"""Heads: what is signed of a log at one moment, each naming the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

FORMAT: Final = "bankcore-seal-1"
BEGINNING: Final = bytes(32)


class Log(IntEnum):
    """What is sealed, each a tree of its own; the heads of all of them are one chain."""

    JOURNAL = 1
    AUDIT = 2
    CHANGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A log of `size` rows with this root, sealed then.

    The newest rows are those of database transactions from `from_xid` up to before `to_xid`;
    `previous` is the hash of the head before, of whichever log.
    """

    number: int
    log: Log
    size: int
    root: bytes
    from_xid: int
    to_xid: int
    previous: bytes
    sealed_at: datetime

    def signed_bytes(self) -> bytes:
        """Return what is signed: a JSON array in ASCII without blanks, in this order of fields."""
        fields: list[Any] = [
            *(FORMAT, self.number, self.log.name, self.size, self.root.hex()),
            *(self.from_xid, self.to_xid, self.previous.hex(), self.sealed_at.isoformat()),
        ]
        return json.dumps(fields, separators=(",", ":")).encode("ascii")

    def hash(self) -> bytes:
        """Return what the next head names as the one before."""
        return hashlib.sha256(self.signed_bytes()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head, its Ed25519 signature, and the id of the key that made it."""

    head: Head
    signature: bytes
    key_id: str

    def as_line(self) -> str:
        """Return the head as it is exported: one JSON object, from which all can be checked."""
        told = {
            "signed": self.head.signed_bytes().decode("ascii"),
            "signature": self.signature.hex(),
            "key_id": self.key_id,
        }
        return json.dumps(told, separators=(",", ":"))
