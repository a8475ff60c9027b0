"""Receiving: every file that appears in a network's outbox is kept, understood and applied once.

A file and all that it brings about are one transaction: what ends the process leaves it to the
next run. A file that cannot be read, or says what cannot be, is refused as a whole with its
reason; one that came before under another name changes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.items import FileKind, FileState, ItemKind, ItemState, Network
from payments.interbank.domain.nacha.records import UnreadableFile
from payments.interbank.domain.received import Incoming, Received, Returned
from payments.interbank.domain.understanding import understand
from payments.interbank.models import ExchangeFile, Item
from payments.interbank.repositories import files, items
from payments.interbank.services import (
    corrections,
    folders,
    inbound,
    nostro,
    outcomes,
    recall_answering,
    recall_asking,
    settling,
    statuses,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file: its name, its state, and why it was refused."""

    name: str
    state: FileState
    reason: str


class _Refused(Exception):
    """A file that can be read says what cannot be."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class _NotYet(Exception):
    """A file speaks of what another file, still to be taken in, must say first."""


@needs("interbank.exchange_files")
def receive(*, network: Network, actor: Actor, now: datetime) -> list[Taken]:
    """Take in every new file of this network, oldest first; returns what became of each.

    Each file is a use case of its own. Run again, or by two at once, each is applied once.
    """
    taken: list[Taken] = []
    while True:
        arrived = folders.arrived(network)
        known = files.names_received(network=network, names=[each.name for each in arrived])
        before = len(taken)
        for path in arrived:
            if path.name in known:
                continue
            found = take_in(
                network=network, name=path.name, data=path.read_bytes(), actor=actor, now=now
            )
            if found is not None:
                taken.append(found)
        if len(taken) == before:
            return taken


def take_in(
    *, network: Network, name: str, data: bytes, actor: Actor, now: datetime
) -> Taken | None:
    """Keep and apply one file; None for one whose turn has not come, or that has been taken in."""
    try:
        return _take_in(network=network, name=name, data=data, actor=actor, now=now)
    except _NotYet:
        return None
    except (UnreadableMessage, UnreadableFile, _Refused) as refusal:
        return _refuse(
            network=network,
            name=name,
            data=data,
            reason=refusal.reason,
            detail=str(refusal),
            actor=actor,
            now=now,
        )


@use_case
def _take_in(
    *, network: Network, name: str, data: bytes, actor: Actor, now: datetime
) -> Taken | None:
    files.lock_network(network)
    if files.names_received(network=network, names=[name]):
        return None
    new = _new(network, name, data)
    if files.has_come(network=network, content=data):
        files.add_received(new, state=FileState.DUPLICATE, at=now)
        return Taken(name=name, state=FileState.DUPLICATE, reason="")
    received = understand(network, name, data)
    if files.has_message(network=network, message_id=received.message_id):
        raise _Refused(
            reason="message_repeated", detail=f"Message {received.message_id} has come before."
        )
    row = files.add_received(_new(network, name, data, received), state=FileState.APPLIED, at=now)
    _answers(network, received, now)
    _returns(network, received, row, now)
    _recalls(received, row, now)
    corrections.apply(network, received.changes, now=now)
    inbound.take(file=row, received=received, now=now)
    audit.record(
        actor=actor,
        action="interbank.file.applied",
        subject=f"file:{name}",
        detail={"message": received.message_id},
        at=now,
    )
    return Taken(name=name, state=FileState.APPLIED, reason="")


@use_case
def _refuse(
    *,
    network: Network,
    name: str,
    data: bytes,
    reason: str,
    detail: str,
    actor: Actor,
    now: datetime,
) -> Taken:
    files.add_received(
        _new(network, name, data), state=FileState.REFUSED, reason=reason, detail=detail, at=now
    )
    audit.record(
        actor=actor,
        action="interbank.file.refused",
        subject=f"file:{name}",
        detail={"reason": reason},
        at=now,
    )
    return Taken(name=name, state=FileState.REFUSED, reason=reason)


def _new(
    network: Network, name: str, data: bytes, received: Received | None = None
) -> files.NewFile:
    parts: list[Returned | Incoming] = []
    if received:
        parts = [*received.returns, *received.incoming]
    return files.NewFile(
        network=network,
        kind=_kind(received) if received else FileKind.STATUS,
        name=name,
        message_id=received.message_id if received else "",
        content=data,
        business_date=ledger.business_date(),
        currency=nostro.currency_of(network).code,
        count=len(parts),
        total_minor=sum(each.amount.minor for each in parts),
    )


def _kind(received: Received) -> FileKind:
    if received.recall:
        return FileKind.RECALLS
    if received.refusal:
        return FileKind.REFUSALS
    if received.returns:
        return FileKind.RETURNS
    if received.incoming:
        debits = any(each.is_debit for each in received.incoming)
        return FileKind.DEBITS if debits else FileKind.CREDITS
    return FileKind.STATUS


def _answers(network: Network, received: Received, now: datetime) -> None:
    for each in received.answers:
        file = files.lock_own(network=network, message_id=each.original)
        if file is None:
            raise _Refused(
                reason="original_unknown", detail=f"The bank has sent no {each.original[:60]!r}."
            )
        statuses.apply_answer(
            file,
            refused=each.refused,
            rejected=each.rejected,
            reference=received.message_id,
            now=now,
        )


def _recalls(received: Received, row: ExchangeFile, now: datetime) -> None:
    """Take another bank's recall, or its answer to one of ours."""
    if received.recall and not recall_answering.take(received.recall, row, now=now):
        raise _Refused(reason="recall_repeated", detail="The recall has come before.")
    if received.refusal and not recall_asking.was_refused(received.refusal, row, now=now):
        raise _Refused(
            reason="recall_unknown", detail="The bank has recalled no such payment, or has it back."
        )


def _returns(network: Network, received: Received, row: ExchangeFile, now: datetime) -> None:
    """Apply what comes back: one settlement for the message, then item by item."""
    if not received.returns:
        return
    found = _settled_first(network, received, now)
    fitting = [_fitting(found.get(each.trace), each) for each in received.returns]
    once = {item.pk: (item, each) for item, each in fitting if item is not None}
    lines: Counter[str] = Counter()
    for item, each in fitting:
        if item is None:  # it is not ours to give to anybody: staff look
            lines[nostro.SUSPENSE] += each.amount.minor
    for item, _ in once.values():
        if item.state == ItemState.SETTLED:
            is_debit = item.kind == ItemKind.DEBIT
            line = item.line if is_debit else nostro.SUSPENSE
            lines[line] += -item.amount_minor if is_debit else item.amount_minor
    nostro.settle(network=network, reference=received.message_id, lines=lines, now=now)
    for item, each in once.values():
        _come_back(item, each.reason, received.message_id, now)
        recall_asking.came_back(item, row, now=now)


def _settled_first(network: Network, received: Received, now: datetime) -> dict[str, Item]:
    """Return what comes back by its trace, after collections that were due have settled."""
    traces = [each.trace for each in received.returns]
    found = items.lock_of_traces(network=network, traces=traces)
    overdue = {
        item.file_id: item.due_date
        for each in received.returns
        if (item := found.get(each.trace)) is not None
        and item.state == ItemState.ACKNOWLEDGED
        and (each.dated is None or each.dated >= item.due_date)
    }
    for file_id, day in overdue.items():
        assert file_id is not None  # noqa: S101 - an acknowledged item has one
        settling.settle_file(network=network, file_id=file_id, day=day, actor=nostro.ACTOR, now=now)
    return items.lock_of_traces(network=network, traces=traces) if overdue else found


def _fitting(item: Item | None, told: Returned) -> tuple[Item | None, Returned]:
    """Return the item that a return is of; none where the amount or its state do not fit."""
    if item is None or item.amount_minor != told.amount.minor:
        return None, told
    if item.state == ItemState.IN_FILE:
        raise _NotYet
    if item.state in {ItemState.REJECTED, ItemState.RETURNED}:
        raise _Refused(reason="returned_before", detail=f"{told.trace} has come back before.")
    return item, told


def _come_back(item: Item, reason: str, reference: str, now: datetime) -> None:
    code = reason or statuses.UNSPECIFIED
    if item.state == ItemState.ACKNOWLEDGED:
        outcomes.reject(item, code, reference=reference, now=now)
    elif item.kind == ItemKind.DEBIT:
        outcomes.take_back(item, code, reference=reference, now=now)
    else:
        outcomes.give_back(item, code, reference=reference, now=now)
