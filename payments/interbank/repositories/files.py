"""Exchanged files and settlements in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.items import Direction, FileKind, FileState, Network
from payments.interbank.models import ExchangeFile, Settlement

_LOCK = 7_430
_NAME_LOCK = 7_431


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to be kept."""

    network: Network
    kind: FileKind
    name: str
    message_id: str
    content: bytes
    business_date: date
    currency: str
    due_date: date | None = None
    count: int = 0
    total_minor: int = 0


@requires_transaction
def lock_network(network: Network) -> None:
    """Let one session at a time number and take in files of this network."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, network.value])


def next_number(*, network: Network, kind: FileKind, day: date) -> int:
    """Return the number, from 1, of the day's next file of this kind."""
    return (
        ExchangeFile.objects.filter(
            network=network, direction=Direction.OUT, kind=kind, business_date=day
        ).count()
        + 1
    )


@requires_transaction
def add_own(new: NewFile, *, at: datetime) -> ExchangeFile:
    """Keep a file that is to be delivered; raises IntegrityError for content that was sent."""
    return _add(new, direction=Direction.OUT, state=FileState.WRITTEN, at=at)


@requires_transaction
def add_received(
    new: NewFile, *, state: FileState, at: datetime, reason: str = "", detail: str = ""
) -> ExchangeFile:
    """Keep a file that came."""
    return _add(new, direction=Direction.IN, state=state, at=at, reason=reason, detail=detail[:300])


def _add(
    new: NewFile,
    *,
    direction: Direction,
    state: FileState,
    at: datetime,
    reason: str = "",
    detail: str = "",
) -> ExchangeFile:
    return ExchangeFile.objects.create(
        network=new.network,
        direction=direction,
        kind=new.kind,
        name=new.name,
        message_id=new.message_id,
        sha256=digest(new.content),
        content=new.content,
        state=state,
        reason=reason,
        detail=detail,
        business_date=new.business_date,
        due_date=new.due_date,
        count=new.count,
        total_minor=new.total_minor,
        currency=new.currency,
        created_at=at,
    )


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def undelivered(*, network: Network) -> list[ExchangeFile]:
    """Return own files that are not known to be in the folder, oldest first."""
    return list(
        ExchangeFile.objects.filter(
            network=network, direction=Direction.OUT, state=FileState.WRITTEN
        ).order_by("id")
    )


@requires_transaction
def mark_delivered(file_id: int, *, at: datetime) -> None:
    """Note that the file is in the folder."""
    ExchangeFile.objects.filter(pk=file_id, state=FileState.WRITTEN).update(
        state=FileState.DELIVERED, delivered_at=at
    )


@requires_transaction
def lock_name(name: str) -> None:
    """Let one session at a time work on what has this name: a payment to be sent, or one taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_NAME_LOCK, name])


@requires_transaction
def lock_own(*, network: Network, message_id: str) -> ExchangeFile | None:
    """Return the own file that the other side knows by this id, locked."""
    return (
        ExchangeFile.objects.select_for_update(no_key=True)
        .filter(network=network, direction=Direction.OUT, message_id=message_id)
        .first()
    )


@requires_transaction
def answer(file: ExchangeFile, state: FileState, *, reason: str = "", at: datetime) -> None:
    """Note what the network said of an own file, which is in its folder for certain then."""
    if file.state == FileState.WRITTEN:
        mark_delivered(file.pk, at=at)
    file.state, file.reason, file.answered_at = state, reason[:60], at
    file.save(update_fields=["state", "reason", "answered_at"])


def names_received(*, network: Network, names: Collection[str]) -> set[str]:
    """Return which of these files have come already."""
    return set(
        ExchangeFile.objects.filter(
            network=network, direction=Direction.IN, name__in=names
        ).values_list("name", flat=True)
    )


def has_come(*, network: Network, content: bytes) -> bool:
    """Tell whether a file with this content has come, under whatever name."""
    return (
        ExchangeFile.objects.filter(network=network, direction=Direction.IN, sha256=digest(content))
        .exclude(state=FileState.DUPLICATE)
        .exists()
    )


def has_message(*, network: Network, message_id: str) -> bool:
    """Tell whether a message of this id has been worked on."""
    return ExchangeFile.objects.filter(
        network=network,
        direction=Direction.IN,
        message_id=message_id,
        state=FileState.APPLIED,
    ).exists()


@requires_transaction
def add_settlement(settlement: Settlement) -> None:
    """Keep what moved on the nostro account; raises IntegrityError for a reference that has."""
    settlement.save(force_insert=True)


def settlements(*, network: Network, day: date) -> list[Settlement]:
    """Return what moved on the nostro account on a business day, in order."""
    return list(Settlement.objects.filter(network=network, business_date=day).order_by("id"))


def get(file_id: int) -> ExchangeFile:
    """Return a file that is known to exist."""
    return ExchangeFile.objects.get(pk=file_id)


def unanswered_since(*, network: Network, before: datetime) -> str | None:
    """Return the name of a file that was delivered before this moment and has no answer."""
    return (
        ExchangeFile.objects.filter(
            network=network,
            direction=Direction.OUT,
            state=FileState.DELIVERED,
            delivered_at__lt=before,
            kind__in=[FileKind.CREDITS, FileKind.DEBITS],
        )
        .order_by("id")
        .values_list("name", flat=True)
        .first()
    )
