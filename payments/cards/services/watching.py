"""Reversals that a network does not acknowledge: staff are told, and told when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from payments.cards.domain.specs import DIALECTS
from payments.cards.repositories import reversals

PATIENCE: Final = timedelta(minutes=10)
ALERT: Final = "reversals_unacknowledged"


@use_case
def watch_reversals(*, actor: Actor, now: datetime) -> int:
    """Note each reversal that has waited for ten minutes, once; returns how many are new.

    The alert is raised from the audit trail, and closed here once its network has acknowledged
    every reversal that has waited so long. An alert that staff closed is raised anew by other
    reversals only.
    """
    since = now - PATIENCE
    overdue = reversals.take_overdue(before=since, at=now)
    for stored in overdue:
        audit.record(
            actor=actor,
            action="cards.reversal.unacknowledged",
            subject=_subject(stored.connector),
            detail={"rrn": stored.reversal.rrn, "open_since": stored.created_at.isoformat()},
            at=now,
        )
    for network in DIALECTS:
        waiting = reversals.waiting(connector=network)
        if not waiting or waiting[0] > since:
            alerts.clear(
                kind=ALERT,
                subject=_subject(network),
                finding="The network has acknowledged every reversal.",
                actor=actor,
                now=now,
            )
    return len(overdue)


def _subject(network: str) -> str:
    return f"card_network:{network}"
