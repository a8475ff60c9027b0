"""Proofs that anybody can check without the bank: docs/security/verify_proof.py does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.seals.domain import merkle
from bankcore.seals.domain.heads import Log, SignedHead
from bankcore.seals.repositories import heads, leaves


class NotSealed(BankError):
    """The row is under no seal."""

    code = "not_sealed"
    cure = "Wait a minute for the next seal, or check the row's number."
    status = 404


class NoSuchSeal(BankError):
    """There is no such seal, or not of this log."""

    code = "no_such_seal"
    cure = "Choose two seals of one log."
    status = 404


def inclusion(*, log: Log, row_id: int) -> dict[str, Any]:
    """Return the proof that the row was as it is now when it was sealed; raises NotSealed.

    A row that has been changed since gets a proof that does not hold.
    """
    position, sealed = leaves.position_of(log, row_id), heads.last(log)
    text = leaves.text_of(log, row_id)
    if position is None or sealed is None or text is None:
        message = f"Row {row_id} of the {log.name.lower()} is under no seal."
        raise NotSealed(message)
    size = sealed.head.size
    path = merkle.inclusion_path(leaves.perfect(log), position, size)
    return {
        "kind": "inclusion",
        "row": text,
        "position": position,
        "path": [each.hex() for each in path],
        "head": _told(sealed),
    }


@use_case
def audit_proof(*, row_id: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the proof of an entry of the audit trail, and write down who took it.

    Raises NotSealed.
    """
    proof = inclusion(log=Log.AUDIT, row_id=row_id)
    audit.record(actor=actor, action="seals.proof.taken", subject=f"audit:{row_id}", at=now)
    return proof


def consistency(*, first: int, second: int) -> dict[str, Any]:
    """Return the proof that seal `second`'s log continues that of `first`; raises NoSuchSeal."""
    one, other = heads.get(first), heads.get(second)
    if one is None or other is None or one.head.log is not other.head.log or first > second:
        message = f"Seals {first} and {second} are not an earlier and a later one of one log."
        raise NoSuchSeal(message)
    perfect = leaves.perfect(one.head.log)
    path = merkle.consistency_path(perfect, one.head.size, other.head.size)
    return {
        "kind": "consistency",
        "path": [each.hex() for each in path],
        "first": _told(one),
        "second": _told(other),
    }


def _told(sealed: SignedHead) -> dict[str, str]:
    return {
        "signed": sealed.head.signed_bytes().decode("ascii"),
        "signature": sealed.signature.hex(),
        "public_key": heads.keys()[sealed.key_id].hex(),
    }
