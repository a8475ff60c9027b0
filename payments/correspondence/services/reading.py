"""Messages as a customer reads them."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from payments.correspondence.domain.threads import (
    About,
    AttachmentView,
    Conversation,
    MessageView,
    Party,
    ThreadView,
)
from payments.correspondence.models import Attachment, Message, Thread
from payments.correspondence.repositories import threads
from payments.correspondence.services import people, views, writing

_SHOWN: Final = 100


def of_user(*, user_id: int) -> list[ThreadView]:
    """Return the threads of the customer of this log-in, newest message first, 100 at most."""
    customer = accounts.customer_of_user(user_id=user_id)
    if customer is None:
        return []
    return [
        views.thread(row) for row in threads.page(customer_id=customer.customer_id, limit=_SHOWN)
    ]


def unread_of_user(*, user_id: int) -> int:
    """Return how many messages of the bank wait for the customer of this log-in."""
    return threads.unread_of_user(user_id=user_id)


@needs("correspondence.read_messages")
def page(
    *, actor: Actor, limit: int, before: int | None = None
) -> tuple[list[ThreadView], int | None]:
    """Return up to `limit` threads of the customer whose program asks, the youngest thread first.

    With `before`, those begun before the page's end; the second is it for the page after, None on
    the last. Threads stay in their places whatever is written in them. Raises NotACustomer.
    """
    customer_id = people.own_customer(actor)
    rows = threads.page_by_age(customer_id=customer_id, before=before, limit=limit + 1)
    following = rows[limit - 1].pk if len(rows) > limit else None
    return [views.thread(row) for row in rows[:limit]], following


@needs("correspondence.write_to_bank", "correspondence.read_messages")
@use_case
def read(*, thread_id: UUID, actor: Actor, now: datetime) -> Conversation:
    """Return one of the customer's own threads; what the bank wrote counts as read.

    Raises ThreadNotFound.
    """
    del now
    return _read(writing.own(thread_id, actor))


@needs("correspondence.write_to_bank")
@use_case
def read_about(*, about: About, actor: Actor, now: datetime) -> Conversation | None:
    """Return the customer's thread of a thing, read; None where nobody has written yet."""
    del now
    customer_id = people.own_customer(actor)
    thread = threads.lock_about(customer_id=customer_id, about=about.name)
    return None if thread is None else _read(thread)


def attachment_view(row: Attachment, message: Message) -> AttachmentView:
    """Return a file as its customer sees it."""
    return AttachmentView(
        attachment_id=row.public_id,
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        sent_at=message.sent_at,
        is_mine=message.sender == Party.CUSTOMER,
    )


def _read(thread: Thread) -> Conversation:
    found = Conversation(
        thread=views.thread(thread),
        messages=tuple(_message(each) for each in threads.messages(thread)),
    )
    threads.read_by_customer(thread)
    return found


def _message(row: Message) -> MessageView:
    return MessageView(
        sender=Party(row.sender),
        body=row.body,
        sent_at=row.sent_at,
        attachments=tuple(attachment_view(each, row) for each in row.attachments.all()),
    )
