"""Taking in what card networks answer and tell: each file whole and once, or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.gateway import public as gateway
from payments.settlement.domain import advice as advices
from payments.settlement.domain import files
from payments.settlement.domain.events import NetworkFileRefused, PresentmentRejected
from payments.settlement.domain.files import ReceivedName
from payments.settlement.domain.records import Item, ItemKind, NetworkFile
from payments.settlement.domain.states import (
    ClearingNetwork,
    FileState,
    ReceivedKind,
    ReceivedState,
)
from payments.settlement.repositories import clearing, received
from payments.settlement.services import exchange_folder, network_books

# Answers come before what the network tells by itself, which may be about the same sales.
_ORDER: Final = (ReceivedKind.ACK, ReceivedKind.INCOMING, ReceivedKind.ADVICE)


class FileRepeated(BankError):
    """The file has come before, under another name or with other content under this name."""

    code = "network_file_repeated"
    cure = "Ask the network which of the two counts. Nothing of this one was taken."
    status = 409


class AnswerUnknown(BankError):
    """The network answers what it was not told, or otherwise than it can."""

    code = "network_answer_unknown"
    cure = "Compare the answer with the clearing file, and ask the network. Nothing was taken."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFiles:
    """Names of files that were taken, and of those that were refused."""

    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One file in the network's outbox, read whole."""

    network: ClearingNetwork
    name: str
    said: ReceivedName
    content: bytes
    sha256: str


def take_network_files(*, network: ClearingNetwork, actor: Actor, now: datetime) -> TakenFiles:
    """Take in what is new in a network's outbox: answers, then disputes, then advices.

    Each file is a use case of its own. One that is refused is kept with the reason and told of
    once; it is looked at again each time, as what it depends on may have come meanwhile.
    """
    taken, refused = [], []
    for found in _new(network):
        try:
            _take(found=found, actor=actor, now=now)
        except BankError as error:
            if _refuse(found=found, error=error, actor=actor, now=now):
                refused.append(found.name)
        else:
            taken.append(found.name)
    return TakenFiles(taken=tuple(taken), refused=tuple(refused))


def _new(network: ClearingNetwork) -> list[_Found]:
    known = received.known(network=network)
    found = []
    for path in sorted(exchange_folder.from_network(network).iterdir()):
        said = files.received_name(network=network, name=path.name)
        if said is None:
            continue
        sha256 = exchange_folder.digest(path)
        if known.get(path.name) == (ReceivedState.TAKEN, sha256):
            continue
        found.append(_read(network, path, said, sha256))
    return sorted(found, key=lambda each: (_ORDER.index(each.said.kind), each.name))


def _read(network: ClearingNetwork, path: Path, said: ReceivedName, sha256: str) -> _Found:
    return _Found(
        network=network, name=path.name, said=said, content=path.read_bytes(), sha256=sha256
    )


@needs("gateway.pay_out")
@use_case
def _take(*, found: _Found, actor: Actor, now: datetime) -> None:
    kept = received.lock(name=found.name)
    changed = kept is not None and kept.state == ReceivedState.TAKEN
    if changed or received.content_taken(sha256=found.sha256):
        message = f"{found.name} has come before."
        raise FileRepeated(message)
    items = _TAKERS[found.said.kind](found, actor, now)
    audit.record(
        actor=actor,
        action="settlement.network_file.taken",
        subject=f"file:{found.name}",
        detail={"sha256": found.sha256, "items": items},
        at=now,
    )


@needs("gateway.pay_out")
@use_case
def _refuse(*, found: _Found, error: BankError, actor: Actor, now: datetime) -> bool:
    """Keep that a file is refused and tell of it; False where that is known."""
    name = found.name
    kept = received.lock(name=name)
    if kept is not None and kept.state == ReceivedState.TAKEN:
        # What was taken under this name stays; what came after is known by its content.
        name = f"{found.name} {found.sha256[:8]}"
        kept = received.lock(name=name)
    if kept is not None and (kept.sha256, kept.error_code) == (found.sha256, error.code):
        return False
    received.note_refused(
        network=found.network,
        kind=found.said.kind,
        name=name,
        sha256=found.sha256,
        code=error.code,
        message=error.message,
        at=now,
    )
    audit.record(
        actor=actor,
        action="settlement.network_file.refused",
        subject=f"file:{found.name}",
        detail={"sha256": found.sha256, "error": error.code},
        at=now,
    )
    outbox.publish(
        NetworkFileRefused(network=found.network.value, file=found.name, error=error.code),
        subject=f"file:{found.name}",
        at=now,
    )
    return True


def _take_ack(found: _Found, actor: Actor, now: datetime) -> int:
    del actor
    answer = files.FORMATS[found.network].read(io.BytesIO(found.content))
    file = clearing.lock_named(network=found.network, name=found.said.acked)
    if file is None or file.sha256 is None or file.state != FileState.MADE:
        message = f"{found.said.acked} does not wait for an answer."
        raise AnswerUnknown(message)
    received.note_taken(
        network=found.network,
        kind=ReceivedKind.ACK,
        name=found.name,
        sha256=found.sha256,
        items=len(answer.rejections),
        at=now,
    )
    if not answer.refused:
        _reject(file.pk, answer)
    clearing.answer(file, refused=answer.refused, at=now)
    if answer.refused or answer.rejections:
        outbox.publish(
            PresentmentRejected(
                network=found.network.value,
                file=file.name,
                records=file.records if answer.refused else len(answer.rejections),
            ),
            subject=f"file:{file.name}",
            at=now,
        )
    return len(answer.rejections)


def _reject(file_id: int, answer: NetworkFile) -> None:
    """Mark what was rejected, and see that the network took what it should have."""
    rejected = clearing.reject(file_id=file_id, rejections=answer.rejections)
    if len(rejected) != len(answer.rejections):
        message = "The answer rejects records that the clearing file does not have."
        raise AnswerUnknown(message)
    told = {
        currency: (taken.count, taken.total_minor)
        for currency, taken in answer.taken.items()
        if taken.count
    }
    if told != clearing.sums(file_id=file_id):
        message = "The answer counts or sums other records than the clearing file has."
        raise AnswerUnknown(message)


def _take_incoming(found: _Found, actor: Actor, now: datetime) -> int:
    del actor
    content = files.FORMATS[found.network].read(io.BytesIO(found.content))
    received.note_taken(
        network=found.network,
        kind=ReceivedKind.INCOMING,
        name=found.name,
        sha256=found.sha256,
        items=len(content.items),
        at=now,
    )
    for item in content.items:
        gateway.receive_dispute(notice=_notice(found, item), now=now)
    return len(content.items)


def _notice(found: _Found, item: Item) -> gateway.DisputeNotice:
    """Return what an item says of a dispute.

    A chargeback of what was represented already ends the matter: no money moves any more.
    """
    sale = clearing.presented(network=found.network, arn=item.arn)
    if sale is None or item.kind in {ItemKind.PRESENTMENT, ItemKind.REFUND}:
        message = f"Item {item.number} of {found.name} is of no sale that was presented."
        raise AnswerUnknown(message)
    stage = gateway.NoticeStage.CHARGEBACK
    if item.kind is ItemKind.REPRESENTMENT:
        stage = gateway.NoticeStage.WON
    elif clearing.was_represented(network=found.network, arn=item.arn):
        stage = gateway.NoticeStage.LOST
    return gateway.DisputeNotice(
        connector=found.network.value,
        key=f"{found.name}:{item.number}",
        amount=Money(item.amount_minor, Currency.of(item.currency)),
        reason=item.reason,
        stage=stage,
        arn=item.arn,
        operation_id=sale.operation_id,
    )


def _take_advice(found: _Found, actor: Actor, now: datetime) -> int:
    read = advices.read(found.content)
    file = received.note_taken(
        network=found.network,
        kind=ReceivedKind.ADVICE,
        name=found.name,
        sha256=found.sha256,
        items=sum(len(each.lines) for each in read),
        at=now,
    )
    for each in read:
        if each.network != found.network:
            message = f"{found.name} is an advice of {each.network}."
            raise AnswerUnknown(message)
        if received.has_advice(network=each.network, reference=each.settlement_reference):
            message = f"{each.settlement_reference} was advised before."
            raise FileRepeated(message)
        row = received.add_advice(file=file, advice=each)
        network_books.book_fees(advice=row, actor=actor, now=now)
    return file.items


_TAKERS: Final[dict[ReceivedKind, Callable[[_Found, Actor, datetime], int]]] = {
    ReceivedKind.ACK: _take_ack,
    ReceivedKind.INCOMING: _take_incoming,
    ReceivedKind.ADVICE: _take_advice,
}
