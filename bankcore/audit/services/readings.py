"""Writing down who has read about whom."""

from __future__ import annotations

import hashlib
from datetime import datetime

from bankcore.actor import Actor
from bankcore.audit.repositories import readings
from bankcore.audit.services import trail
from bankcore.db.transactions import use_case


@use_case
def note_page(*, model: str, pk: str, way: str, actor: Actor, now: datetime) -> None:
    """Write down that the actor has opened the page of a row, and which customer it shows.

    A row that is not there leaves no trace: nothing was read.
    """
    customer = readings.customer_of(model, pk, way)
    if customer is not None:
        trail.record(
            actor=actor,
            action=f"{model.lower()}.read",
            subject=f"customer:{customer}",
            at=now,
            detail={"page": f"{model}:{pk}"},
        )


@use_case
def note_search(*, model: str, words: str, actor: Actor, now: datetime) -> None:
    """Write down that the actor has searched; the words are often a person's name, so their hash.

    The same words searched for again have the same hash, which is enough to ask somebody why.
    """
    trail.record(
        actor=actor,
        action=f"{model.lower()}.searched",
        subject=f"search:{hashlib.sha256(words.casefold().encode()).hexdigest()[:16]}",
        at=now,
        detail={"characters": len(words)},
    )
