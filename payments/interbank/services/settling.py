"""Collections on their due date: the network pays, and merchants are owed the money."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from payments.gateway import public as gateway
from payments.interbank.domain.items import ItemState, Network
from payments.interbank.repositories import files, items
from payments.interbank.services import nostro, outcomes


@needs("interbank.exchange_files")
def settle_due(*, network: Network, actor: Actor, now: datetime) -> int:
    """Settle every acknowledged collection that is due on the open business day; returns how many.

    One transaction a file. Run again, nothing settles twice.
    """
    day = ledger.business_date()
    return sum(
        _settle_file(network=network, file_id=each, day=day, actor=actor, now=now)
        for each in items.files_due(network=network, day=day)
    )


@use_case
def _settle_file(*, network: Network, file_id: int, day: date, actor: Actor, now: datetime) -> int:
    return settle_file(network=network, file_id=file_id, day=day, actor=actor, now=now)


def settle_file(*, network: Network, file_id: int, day: date, actor: Actor, now: datetime) -> int:
    """Settle what is left of a file of collections due by `day`, in the caller's use case."""
    due = items.lock_due(file_id=file_id, day=day)
    if not due:
        return 0
    file = files.get(file_id)
    lines: Counter[str] = Counter()
    for item in due:
        lines[item.line] += item.amount_minor
    nostro.settle(network=network, reference=file.message_id, lines=lines, now=now)
    items.move_many(due, ItemState.SETTLED, at=now)
    for item in due:
        outcomes.tell(item, gateway.Verdict.APPROVED, now=now)
    audit.record(
        actor=actor,
        action="interbank.collections.settled",
        subject=f"file:{file.name}",
        detail={"payments": len(due)},
        at=now,
    )
    return len(due)
