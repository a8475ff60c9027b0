"""Sealing what is final of every log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from bankcore.db.transactions import use_case
from bankcore.seals.domain import merkle
from bankcore.seals.domain.heads import BEGINNING, Head, Log, SignedHead
from bankcore.seals.repositories import heads, leaves
from bankcore.seals.services import keys

_MOST: Final = 50_000


def seal_all(*, now: datetime) -> dict[str, int]:
    """Seal what of every log is final and unsealed; returns how many rows, by log.

    Rows of transactions that are under way, or as old as one that is, wait for the next call.
    Raises SealKeyMissing.
    """
    sealed = {}
    for log in Log:
        sealed[log.name.lower()] = 0
        while count := seal(log=log, now=now):
            sealed[log.name.lower()] += count
    return sealed


@use_case
def seal(*, log: Log, now: datetime) -> int:
    """Seal about 50,000 rows of the log at the most; returns how many, 0 where none wait.

    Raises SealKeyMissing.
    """
    heads.lock_chain()
    before, chain = heads.last(log), heads.last()
    from_xid, size = (before.head.to_xid, before.head.size) if before else (0, 0)
    to_xid = heads.next_bound(log, from_xid=from_xid, most=_MOST)
    count = leaves.add_rows(log, from_xid=from_xid, to_xid=to_xid, size=size)
    if not count:
        return 0
    leaves.add_nodes(log, before=size, size=size + count)
    head = Head(
        number=chain.head.number + 1 if chain else 1,
        log=log,
        size=size + count,
        root=merkle.root(leaves.perfect(log), size + count),
        from_xid=from_xid,
        to_xid=to_xid,
        previous=chain.head.hash() if chain else BEGINNING,
        sealed_at=now,
    )
    signature, key_id = keys.sign(head.signed_bytes())
    heads.ensure_key(key_id=key_id, public_key=keys.public_bytes(), now=now)
    heads.add(SignedHead(head=head, signature=signature, key_id=key_id))
    return count


def export_heads() -> int:
    """Append the heads that SEAL_EXPORT_FILE has not yet; returns how many.

    The file belongs on a machine, or a medium, that the database's owner cannot write to: it is
    what shows that a whole chain was replaced.
    """
    if not settings.SEAL_EXPORT_FILE:
        return 0
    path = Path(settings.SEAL_EXPORT_FILE)
    there = len(path.read_text(encoding="ascii").splitlines()) if path.exists() else 0
    missing = heads.all_in_order()[there:]
    with path.open("a", encoding="ascii") as file:
        file.writelines(f"{sealed.as_line()}\n" for sealed in missing)
    return len(missing)
