"""The chain of signed heads."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.seals.domain.heads import Head, Log, SignedHead
from bankcore.seals.models import SealedHead, SealKey
from bankcore.seals.repositories.logs import SOURCES


@requires_transaction
def lock_chain() -> None:
    """Let only one session at a time add to the chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7301, 3)")


def last(log: Log | None = None) -> SignedHead | None:
    """Return the newest head, of all logs or of one."""
    heads = SealedHead.objects.order_by("-number")
    row = (heads if log is None else heads.filter(log=log)).first()
    return None if row is None else _view(row)


def get(number: int) -> SignedHead | None:
    """Return the head of this number."""
    row = SealedHead.objects.filter(pk=number).first()
    return None if row is None else _view(row)


def all_in_order() -> list[SignedHead]:
    """Return the whole chain, oldest first."""
    return [_view(row) for row in SealedHead.objects.order_by("number")]


@requires_transaction
def add(sealed: SignedHead) -> None:
    """Add a head to the chain."""
    head = sealed.head
    SealedHead.objects.create(
        number=head.number,
        log=head.log,
        size=head.size,
        root=head.root,
        from_xid=head.from_xid,
        to_xid=head.to_xid,
        previous=head.previous,
        sealed_at=head.sealed_at,
        signature=sealed.signature,
        key_id=sealed.key_id,
    )


@requires_transaction
def ensure_key(*, key_id: str, public_key: bytes, now: datetime) -> None:
    """Note the public key, the first time that it is used."""
    SealKey.objects.get_or_create(key_id=key_id, defaults={"public_key": public_key, "since": now})


def keys() -> dict[str, bytes]:
    """Return every public key by its id."""
    return {row.key_id: bytes(row.public_key) for row in SealKey.objects.all()}


def next_bound(log: Log, *, from_xid: int, most: int) -> int:
    """Return up to which database transaction (exclusive) the log is final.

    Final means that every database transaction below it has ended. Where more than `most` rows
    wait, a bound after about that many.
    """
    table = SOURCES[log].table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH horizon AS (
              SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid)
            SELECT coalesce(
              (SELECT r.xid FROM {table} r, horizon h
               WHERE r.xid >= %s AND r.xid < h.xid ORDER BY r.xid OFFSET %s LIMIT 1) + 1,
              (SELECT xid FROM horizon))""",  # noqa: S608 - a table of ours
            [from_xid, most],
        )
        row: tuple[int] = cursor.fetchone()
        return row[0]


def _view(row: SealedHead) -> SignedHead:
    head = Head(
        number=row.number,
        log=Log(row.log),
        size=row.size,
        root=bytes(row.root),
        from_xid=row.from_xid,
        to_xid=row.to_xid,
        previous=bytes(row.previous),
        sealed_at=row.sealed_at,
    )
    return SignedHead(head=head, signature=bytes(row.signature), key_id=row.key_id)
