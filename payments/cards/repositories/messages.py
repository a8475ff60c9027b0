"""Messages to the networks: claimed in batches, matched with answers one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum

from bankcore.db.transactions import requires_transaction
from payments.cards.domain.matching import Key, OriginalKey
from payments.cards.domain.response_codes import REVERSAL_DONE
from payments.cards.domain.states import MessageState
from payments.cards.models import FileOrder, NetworkMessage

_BY_WISH = ["0100", "0400"]


@requires_transaction
def add(message: NetworkMessage) -> None:
    """Add a message, and wake the link's process when the transaction commits."""
    message.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('cards_queued', %s)", [message.connector])


def of_operation(operation_id: UUID) -> NetworkMessage | None:
    """Return the message that an operation was put into."""
    return NetworkMessage.objects.filter(operation_id=operation_id, mti__in=_BY_WISH).first()


def state_of(operation_id: UUID) -> str | None:
    """Return how far an operation's message is; None where it has none."""
    found = NetworkMessage.objects.filter(operation_id=operation_id, mti__in=_BY_WISH)
    return found.values_list("state", flat=True).first()


@requires_transaction
def claim(*, connector: str, now: datetime, limit: int) -> list[NetworkMessage]:
    """Return the oldest queued messages that may still be sent, locked."""
    queued = NetworkMessage.objects.filter(
        Q(deadline=None) | Q(deadline__gt=now),
        connector=connector,
        state=MessageState.QUEUED,
        mti__in=_BY_WISH,
    )
    return list(queued.select_for_update(skip_locked=True).order_by("id")[:limit])


@requires_transaction
def mark_sent(messages: Sequence[NetworkMessage]) -> None:
    """Write down that these may leave now, with their numbers: before a byte does."""
    fields = ["state", "stan", "rrn", "transmitted_at", "sent_at", "answer_by", "fields"]
    NetworkMessage.objects.bulk_update(messages, fields)


@requires_transaction
def lock_unanswered(key: Key, *, connector: str) -> NetworkMessage | None:
    """Return the message of this key, locked, if it waits for its answer; None otherwise."""
    found = NetworkMessage.objects.filter(
        connector=connector,
        mti=key.mti,
        stan=key.stan,
        transmitted_at=key.transmitted_at,
        acquirer=key.acquirer,
        state=MessageState.SENT,
    )
    if key.rrn:
        found = found.filter(rrn=key.rrn)
    return found.select_for_update().first()


@requires_transaction
def save_answer(message: NetworkMessage) -> None:
    """Write down the answer of a message that was locked without one."""
    message.state = MessageState.ANSWERED
    fields = ["state", "decided_at", "response_code", "authorisation_code", "approved_minor"]
    message.save(update_fields=[*fields, "answer"])


def with_key(key: Key | OriginalKey, *, connector: str) -> NetworkMessage | None:
    """Return the message of this key, whatever has become of it."""
    return (
        NetworkMessage.objects.filter(
            connector=connector,
            mti=key.mti,
            stan=key.stan,
            transmitted_at=key.transmitted_at,
            acquirer=key.acquirer,
        )
        .order_by("id")
        .last()
    )


@requires_transaction
def lock(message_id: int) -> NetworkMessage:
    """Return a message, locked."""
    return NetworkMessage.objects.select_for_update().get(pk=message_id)


@requires_transaction
def decide(
    message_id: int, *, from_state: MessageState, to_state: MessageState, **changes: Any
) -> bool:
    """Move a message on if it is where it is thought to be; returns whether it was."""
    found = NetworkMessage.objects.filter(pk=message_id, state=from_state)
    return found.update(state=to_state, **changes) == 1


def overdue(*, connector: str, now: datetime, limit: int) -> list[int]:
    """Return the messages by wish that were sent and not answered in time, oldest first."""
    sent = NetworkMessage.objects.filter(
        connector=connector, state=MessageState.SENT, mti__in=_BY_WISH, answer_by__lte=now
    )
    return list(sent.order_by("answer_by").values_list("id", flat=True)[:limit])


def sent_before(*, connector: str, moment: datetime) -> list[int]:
    """Return the messages by wish that wait for an answer to what was sent before `moment`."""
    sent = NetworkMessage.objects.filter(
        connector=connector, state=MessageState.SENT, mti__in=_BY_WISH, sent_at__lt=moment
    )
    return list(sent.order_by("id").values_list("id", flat=True))


def count_unanswered(*, connector: str) -> int:
    """Return how many messages by wish wait for their answers."""
    sent = NetworkMessage.objects.filter(connector=connector, state=MessageState.SENT)
    return sent.filter(mti__in=_BY_WISH).count()


def never_sent(*, connector: str, now: datetime, limit: int) -> list[int]:
    """Return the queued messages whose time to be sent is over."""
    queued = NetworkMessage.objects.filter(
        connector=connector, state=MessageState.QUEUED, mti__in=_BY_WISH, deadline__lte=now
    )
    return list(queued.order_by("id").values_list("id", flat=True)[:limit])


def without_codes(*, connector: str, before: datetime) -> list[int]:
    """Return the queued authorisations of payers who were there, written before `before`."""
    queued = NetworkMessage.objects.filter(
        connector=connector,
        state=MessageState.QUEUED,
        mti="0100",
        recurring=False,
        original=None,
        queued_at__lt=before,
    )
    return list(queued.order_by("id").values_list("id", flat=True))


def authorised_minor(authorisation: NetworkMessage) -> int:
    """Return what of an authorisation the network holds once all that is on its way is done.

    Increments count when approved; reversals by wish from when they are queued, unless refused:
    one that was not answered is stored and repeated, and will be done.
    """
    changes = NetworkMessage.objects.filter(original=authorisation)
    more = changes.filter(mti="0100", state=MessageState.ANSWERED)
    refused = Q(state=MessageState.ABANDONED) | (
        Q(state=MessageState.ANSWERED) & ~Q(response_code__in=REVERSAL_DONE)
    )
    less = changes.filter(mti="0400").exclude(refused)
    added = more.aggregate(sum=Sum("approved_minor"))["sum"] or 0
    given_back = less.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return (authorisation.approved_minor or 0) + added - given_back


@requires_transaction
def add_file_order(order: FileOrder) -> None:
    """Add a capture or refund, which goes by the clearing file."""
    order.save(force_insert=True)


@requires_transaction
def finish_file_order(operation_id: UUID, *, at: datetime) -> FileOrder | None:
    """Return the file order of an operation once, marked as done; None after that."""
    found = FileOrder.objects.select_for_update().filter(operation_id=operation_id, done_at=None)
    order = found.first()
    if order is not None:
        order.done_at = at
        order.save(update_fields=["done_at"])
    return order


def has_file_order(operation_id: UUID) -> bool:
    """Return whether an operation goes by the clearing file."""
    return FileOrder.objects.filter(operation_id=operation_id).exists()
