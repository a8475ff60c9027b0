"""Threads, messages and files in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Sum

from bankcore.db.transactions import requires_transaction
from payments.correspondence.domain.threads import Party, ThreadState
from payments.correspondence.models import Attachment, AttachmentContent, Message, Thread

_STATE = (
    *("state", "closed_at", "last_message_at", "waiting_since"),
    *("unread_by_customer", "unread_by_bank"),
)


def lock_customer(public_id: UUID) -> Any:
    """Return the customer's row, locked: of one thing a customer begins one thread."""
    model: Any = Thread._meta.get_field("customer").related_model  # noqa: SLF001 - Django documents _meta
    rows = model.objects.filter(public_id=public_id)
    return rows.select_for_update(no_key=True).first()


@requires_transaction
def add(thread: Thread) -> Thread:
    """Add a thread."""
    thread.save(force_insert=True)
    return thread


@requires_transaction
def lock(public_id: UUID) -> Thread | None:
    """Return a thread with its customer, locked."""
    rows = Thread.objects.select_related("customer").filter(public_id=public_id)
    return rows.select_for_update(no_key=True, of=("self",)).first()


@requires_transaction
def lock_about(*, customer_id: UUID, about: str) -> Thread | None:
    """Return the customer's thread of this thing, locked."""
    rows = Thread.objects.select_related("customer").filter(
        customer__public_id=customer_id, about=about
    )
    return rows.select_for_update(no_key=True, of=("self",)).first()


def about(*, customer_id: UUID, name: str) -> Thread | None:
    """Return the customer's thread of this thing."""
    return Thread.objects.filter(customer__public_id=customer_id, about=name).first()


def get(public_id: UUID) -> Thread | None:
    """Return a thread with its customer."""
    return Thread.objects.select_related("customer").filter(public_id=public_id).first()


def page(*, customer_id: UUID, limit: int) -> list[Thread]:
    """Return the customer's threads, the one with the newest message first."""
    rows = Thread.objects.filter(customer__public_id=customer_id)
    return list(rows.order_by("-last_message_at", "-id")[:limit])


def page_by_age(*, customer_id: UUID, before: int | None, limit: int) -> list[Thread]:
    """Return the customer's threads, the one begun last first, from one on where that is said."""
    rows = Thread.objects.filter(customer__public_id=customer_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:limit])


def owner_of(public_id: UUID) -> UUID | None:
    """Return the customer whose thread this is."""
    rows = Thread.objects.filter(public_id=public_id)
    return rows.values_list("customer__public_id", flat=True).first()


def owner_of_attachment(public_id: UUID) -> UUID | None:
    """Return the customer in whose thread this file is."""
    rows = Attachment.objects.filter(public_id=public_id)
    return rows.values_list("message__thread__customer__public_id", flat=True).first()


def unread_of_user(*, user_id: int) -> int:
    """Return how many messages of the bank this log-in's customer has not opened."""
    rows = Thread.objects.filter(customer__user_id=user_id, unread_by_customer__gt=0)
    total: int | None = rows.aggregate(total=Sum("unread_by_customer"))["total"]
    return total or 0


def message_of(request_key: UUID) -> Message | None:
    """Return the message that a form with this key has sent."""
    return (
        Message.objects.select_related("thread__customer").filter(request_key=request_key).first()
    )


@requires_transaction
def add_message(message: Message) -> Message:
    """Add a message, and count it in its thread, which is locked."""
    message.save(force_insert=True)
    thread = message.thread
    thread.last_message_at = message.sent_at
    if message.sender == Party.CUSTOMER:
        thread.state, thread.closed_at = ThreadState.OPEN, None
        thread.waiting_since = thread.waiting_since or message.sent_at
        thread.unread_by_bank += 1
    else:
        thread.waiting_since, thread.unread_by_bank = None, 0
        thread.unread_by_customer += 1
    thread.save(update_fields=_STATE)
    return message


@requires_transaction
def add_attachment(attachment: Attachment, content: bytes) -> None:
    """Add a file with its content."""
    attachment.save(force_insert=True)
    AttachmentContent(attachment=attachment, content=content).save(force_insert=True)


@requires_transaction
def close(thread: Thread, *, at: datetime) -> None:
    """Close a thread; nothing in it waits any more."""
    thread.state, thread.closed_at = ThreadState.CLOSED, at
    thread.waiting_since, thread.unread_by_bank = None, 0
    thread.save(update_fields=_STATE)


@requires_transaction
def reopen(thread: Thread) -> None:
    """Open a closed thread again."""
    thread.state, thread.closed_at = ThreadState.OPEN, None
    thread.save(update_fields=_STATE)


def read_by_customer(thread: Thread) -> None:
    """Note that the customer has opened what the bank wrote so far.

    What the bank writes at the same moment stays unread.
    """
    if thread.unread_by_customer:
        Thread.objects.filter(pk=thread.pk).update(
            unread_by_customer=F("unread_by_customer") - thread.unread_by_customer
        )


def messages(thread: Thread) -> list[Message]:
    """Return a thread's messages with their files, the oldest first."""
    return list(thread.messages.prefetch_related("attachments").order_by("id"))


def attachments(*, customer_id: UUID, limit: int) -> list[Attachment]:
    """Return the files of a customer's threads, the newest first."""
    rows = Attachment.objects.filter(message__thread__customer__public_id=customer_id)
    return list(rows.select_related("message__thread").order_by("-id")[:limit])


def attachment(public_id: UUID) -> Attachment | None:
    """Return a file with its thread's customer."""
    rows = Attachment.objects.select_related("message__thread__customer")
    return rows.filter(public_id=public_id).first()


def content(row: Attachment) -> bytes:
    """Return what is in a file."""
    kept = AttachmentContent.objects.select_related("attachment__message__thread")
    return kept.get(attachment=row).content


def told(customer_id: UUID) -> Sequence[Thread]:
    """Return all threads of a customer with messages and files, for an export."""
    rows = Thread.objects.filter(customer__public_id=customer_id).order_by("id")
    return list(rows.prefetch_related("messages__attachments"))


@requires_transaction
def erase(customer_id: UUID) -> int:
    """Remove what was written, of a customer who is closed; returns how many messages.

    The threads stay, without what they are about.
    """
    files = Attachment.objects.filter(message__thread__customer__public_id=customer_id)
    AttachmentContent.objects.filter(attachment__in=files).delete()
    files.delete()
    Thread.objects.filter(customer__public_id=customer_id).update(subject=None)
    return Message.objects.filter(thread__customer__public_id=customer_id).delete()[0]
