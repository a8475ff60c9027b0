"""Asking for a second person from parts of the bank that lie below this one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bankcore.actor import Actor
from bankcore.approvals.domain.views import NewRequest
from bankcore.approvals.services import requests
from bankcore.db.transactions import requires_transaction


@requires_transaction
def ask(
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, object],
    reason: str,
    parties: tuple[str, ...],
    actor: Actor,
    now: datetime,
) -> int:
    """Ask in the caller's use case, as `request` does; returns the request's number."""
    requests.stated(reason)
    order = NewRequest(kind=kind, subject=subject, payload=payload, reason=reason, parties=parties)
    return requests.request(order=order, actor=actor, now=now).request_id
