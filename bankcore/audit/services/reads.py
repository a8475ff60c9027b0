"""Writing down who of the staff looked at what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bankcore.actor import Actor
from bankcore.audit.repositories import people
from bankcore.audit.services.trail import record
from bankcore.db.transactions import use_case


@use_case
def record_read(
    *, actor: Actor, action: str, subject: str, at: datetime, detail: Mapping[str, object]
) -> None:
    """Write that `actor` was shown `subject`, in a transaction of its own.

    `action` ends in .read for one thing and in .listed for a list.
    """
    record(actor=actor, action=action, subject=subject, at=at, detail=detail)


def customer_behind(*, label: str, column: str, key: object, path: Sequence[str]) -> UUID | None:
    """Return the customer whom a row of a model is about, by the path to them, or None."""
    return people.customer_behind(label=label, column=column, key=key, path=path)
