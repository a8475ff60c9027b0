"""Writing a list that was ordered, and removing what is kept no longer."""

from __future__ import annotations

import gzip
from datetime import datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.exports.domain.terms import KEPT, MOST_ROWS, State, rights_digest
from bankcore.exports.models import ListExport
from bankcore.exports.repositories import lists
from bankcore.identity import public as identity
from bankcore.presentation import exporting

_WRITER: Final = Actor.system("list-writer")


@use_case
def write(*, export_id: int, now: datetime) -> bool:
    """Write an ordered list as the back office shows it to whoever ordered it; True where written.

    It is written with the rights that they have now. Told twice, it is written once. What cannot
    be written is noted on the order: the right is gone, or the address asks for what is no more.
    """
    row = lists.lock_waiting(export_id=export_id)
    if row is None:
        return False
    try:
        written = exporting.write(
            model=row.model, user_id=row.owner_id, query=row.query or "", most=MOST_ROWS
        )
    except exporting.NotWritten as error:
        row.state, row.failure, row.query = State.FAILED, error.message[:200], None
    else:
        row.state, row.content = State.READY, gzip.compress(written.content, mtime=0)
        row.rows, row.is_cut = written.rows, written.is_cut
        row.rights = rights_digest(identity.staff_actor(user_id=row.owner_id))
        row.written_at, row.expires_at = now, now + KEPT
    lists.save(row)
    _tell(row, now)
    return row.state == State.READY


@use_case
def remove_expired(*, now: datetime) -> int:
    """Remove the files that are kept no longer; returns how many."""
    return lists.remove_expired(now=now)


def _tell(row: ListExport, now: datetime) -> None:
    audit.record(
        actor=_WRITER,
        action="exports.list.written" if row.state == State.READY else "exports.list.failed",
        subject=f"export:{row.pk}",
        detail={"model": row.model, "rows": row.rows, "owner": f"user:{row.owner_id}"},
        at=now,
    )
    until = f"{row.expires_at:%d %B %Y, %H:%M} UTC" if row.expires_at else ""
    identity.publish_notice(
        user_id=row.owner_id,
        message="list_written",
        now=now,
        facts={
            "path": f"/admin/exports/listexport/{row.pk}/file/",
            "rows": f"{row.rows or 0:,}",
            "until": until,
            "failure": row.failure,
        },
    )
