"""Rows as their customers see them."""

from __future__ import annotations

from payments.correspondence.domain.threads import ThreadState, ThreadView, Topic
from payments.correspondence.models import Thread


def thread(row: Thread) -> ThreadView:
    """Return a thread as its customer sees it in a list."""
    return ThreadView(
        thread_id=row.public_id,
        topic=Topic(row.topic),
        subject=row.subject or "",
        state=ThreadState(row.state),
        last_message_at=row.last_message_at,
        is_unread=row.unread_by_customer > 0,
        waits=row.waiting_since is not None,
    )
