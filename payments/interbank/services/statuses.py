"""What networks say of the bank's own files: taken, taken in part, refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from payments.gateway import public as gateway
from payments.interbank.domain.items import FileKind, FileState, ItemState, Network
from payments.interbank.models import ExchangeFile, Item
from payments.interbank.repositories import files, items
from payments.interbank.services import nostro, outcomes, outgoing

UNSPECIFIED = "NARR"


def apply_answer(
    file: ExchangeFile,
    *,
    refused: str,
    rejected: Mapping[str, str],
    reference: str,
    now: datetime,
) -> bool:
    """Apply in the caller's use case what the network said of a file.

    `refused` is why the whole file was, empty where it was not; `rejected` are reasons by trace.
    What is left of a file of credits settles at once; collections wait for their due date. Says
    False, and changes nothing, of a file that was answered before, but for collections which are
    rejected before they are due.
    """
    if file.state in {FileState.ACKNOWLEDGED, FileState.REFUSED}:
        return _reject_later(file, rejected, reference=reference, now=now)
    waiting = outgoing.of_file(file)
    files.answer(
        file, FileState.REFUSED if refused else FileState.ACKNOWLEDGED, reason=refused, at=now
    )
    if file.kind in {FileKind.RETURNS, FileKind.STATUS}:
        return True
    taken = []
    for item in waiting:
        reason = refused or rejected.get(_trace(item), "")
        if reason:
            outcomes.reject(item, reason, reference=reference, now=now)
        else:
            taken.append(item)
    if taken and file.kind in {FileKind.CREDITS, FileKind.INSTANT}:
        _settle_credits(file, taken, now=now)
    elif taken:
        items.move_many(taken, ItemState.ACKNOWLEDGED, at=now)
        for item in taken:
            outcomes.tell(item, gateway.Verdict.PENDING, now=now)
    return True


def _settle_credits(file: ExchangeFile, taken: list[Item], *, now: datetime) -> None:
    lines: Counter[str] = Counter()
    for item in taken:
        lines[item.line] -= item.amount_minor
    txn_id = nostro.settle(
        network=Network(file.network), reference=file.message_id, lines=lines, now=now
    )
    assert txn_id is not None  # noqa: S101 - something was taken
    items.move_many(taken, ItemState.SETTLED, at=now)
    paid = [each.payment_txn_id for each in taken if each.payment_txn_id is not None]
    outcomes.leave_clearing(paid, txn_id, now=now)
    for item in taken:
        outcomes.tell(item, gateway.Verdict.APPROVED, now=now)


def _reject_later(
    file: ExchangeFile, rejected: Mapping[str, str], *, reference: str, now: datetime
) -> bool:
    changed = False
    for item in items.lock_of_file(file):
        reason = rejected.get(_trace(item))
        if reason and item.state == ItemState.ACKNOWLEDGED:
            outcomes.reject(item, reason, reference=reference, now=now)
            changed = True
    return changed


def _trace(item: Item) -> str:
    return item.trace.number if item.trace else ""
