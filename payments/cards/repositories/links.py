"""The connections' rows, the numbers of messages, and who may write to a network."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bankcore.db.transactions import requires_transaction
from payments.cards.models import InboundMessage, Link, StanSequence

# The first number of every advisory lock that a link's process holds.
_LOCK = 7320
_ORDER = {"visa": 1, "mastercard": 2}


def hold(connector: str) -> bool:
    """Become the one process that writes to a network, as long as this session lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, _ORDER[connector]])
        (mine,) = cursor.fetchone()
    return bool(mine)


def release(connector: str) -> None:
    """Let another process write to the network."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, _ORDER[connector]])


def wait_for_queued(*, seconds: float) -> set[str]:
    """Return the networks that something was queued for, after `seconds` at most.

    Raises OperationalError where the session, and with it the lock, is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("LISTEN cards_queued")
    notes = connection.connection.notifies(timeout=seconds, stop_after=1)
    return {note.payload for note in notes}


@requires_transaction
def take_numbers(*, connector: str, day: date, count: int) -> int:
    """Return the first of so many numbers that nobody else gets on the day; from 1."""
    StanSequence.objects.bulk_create(
        [StanSequence(connector=connector, day=day, last=0)], ignore_conflicts=True
    )
    row = StanSequence.objects.select_for_update().get(connector=connector, day=day)
    StanSequence.objects.filter(pk=row.pk).update(last=F("last") + count)
    return row.last + 1


def tell(connector: str, *, at: datetime, **changes: Any) -> None:
    """Write down how a connection is doing."""
    Link.objects.update_or_create(connector=connector, defaults={**changes, "seen_at": at})


def get(connector: str) -> Link | None:
    """Return how a connection is doing; None where there never was one."""
    return Link.objects.filter(connector=connector).first()


@requires_transaction
def keep_inbound(message: InboundMessage) -> bool:
    """Keep a message of a network; returns False where it is there already."""
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return False
    return True
