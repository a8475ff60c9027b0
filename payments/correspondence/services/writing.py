"""Writing to the bank and answering: each message is sent once, and stays as it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from payments.correspondence.domain.events import BankWrote
from payments.correspondence.domain.threads import (
    LONGEST_MESSAGE,
    LONGEST_SUBJECT,
    MOST_UNANSWERED,
    QUESTION,
    About,
    Party,
    ThreadState,
    ThreadView,
    Upload,
)
from payments.correspondence.models import Message, Thread
from payments.correspondence.repositories import threads
from payments.correspondence.services import attachments, people, views


class ThreadNotFound(BankError):
    """There is no such thread, or it is another's."""

    code = "thread_not_found"
    cure = "Look at your messages again."
    status = 404


class MessageRefused(BankError):
    """A message or its subject is empty or too long."""

    code = "message_refused"
    cure = "Write up to 120 characters as a subject and up to 4,000 as a message."


class TooManyUnanswered(BankError):
    """The customer has written a great deal in a thread that the bank has not answered yet."""

    code = "messages_unanswered"
    cure = "Wait for the bank's answer, or call."
    status = 409


class ThreadClosed(BankError):
    """The thread is closed already, or is not."""

    code = "thread_not_in_that_state"
    cure = "Look at the thread again: a colleague may have been faster."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written: `request_key` tells a second click from a second wish."""

    body: str
    request_key: UUID
    subject: str = ""
    files: Sequence[Upload] = ()


class MessageKeyReused(BankError):
    """A message with this key was sent already, and says something else or is elsewhere."""

    code = "message_key_reused"
    cure = "Look at the thread: the first message is there. Send the new one under a new key."
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The thread that a message is in; `replayed` tells that it had been sent before."""

    thread: ThreadView
    replayed: bool


@needs("correspondence.write_to_bank")
@use_case
def write(*, letter: Letter, actor: Actor, now: datetime, about: About = QUESTION) -> UUID:
    """Write to the bank as a customer; returns the thread.

    About a thing it goes into that thing's thread where there is one; a question begins one.
    Raises NotACustomer, MessageRefused, MessageKeyReused, TooManyUnanswered and attachments'
    refusals.
    """
    return begin(
        customer_id=people.own_customer(actor), about=about, letter=letter, actor=actor, now=now
    ).public_id


@needs("correspondence.write_to_bank")
@use_case
def send(*, letter: Letter, actor: Actor, now: datetime, thread_id: UUID | None = None) -> Sent:
    """Begin a thread as `write` does, or reply in one as `reply` does; raises what they raise."""
    own_id = people.own_customer(actor)
    threads.lock_customer(own_id)  # two requests with one key are answered one after the other
    replayed = threads.message_of(letter.request_key) is not None
    if thread_id is not None:
        thread = _reply(thread_id, letter, actor, now)
    else:
        thread = begin(customer_id=own_id, about=QUESTION, letter=letter, actor=actor, now=now)
    return Sent(thread=views.thread(thread), replayed=replayed)


@requires_transaction
def begin(
    *, customer_id: UUID, about: About, letter: Letter, actor: Actor, now: datetime
) -> Thread:
    """Write in the caller's use case as the customer; raises as write does."""
    customer = threads.lock_customer(customer_id)
    sent = threads.message_of(letter.request_key)
    if sent is not None:
        return _same(sent, letter, _same_customers(sent.thread, customer.pk))
    found = threads.lock_about(customer_id=customer_id, about=about.name) if about.name else None
    thread = found or _begun(customer, about, letter, now)
    _send(thread, Party.CUSTOMER, letter, actor, now)
    return thread


@needs("correspondence.write_to_bank")
@use_case
def reply(*, thread_id: UUID, letter: Letter, actor: Actor, now: datetime) -> None:
    """Write in one of one's own threads; a closed one is open again.

    Raises ThreadNotFound, MessageRefused, MessageKeyReused, TooManyUnanswered and attachments'
    refusals.
    """
    _reply(thread_id, letter, actor, now)


@requires_transaction
def _reply(thread_id: UUID, letter: Letter, actor: Actor, now: datetime) -> Thread:
    thread = own(thread_id, actor)
    sent = threads.message_of(letter.request_key)
    if sent is not None:
        return _same(sent, letter, thread)
    _send(thread, Party.CUSTOMER, letter, actor, now)
    return thread


@needs("correspondence.answer_customer")
@use_case
def answer(
    *, thread_id: UUID, letter: Letter, actor: Actor, now: datetime, and_close: bool = False
) -> None:
    """Answer a customer; the thread waits no more, and is closed if that is said.

    Raises ThreadNotFound, MessageRefused and attachments' refusals.
    """
    thread = _served(thread_id, actor)
    if threads.message_of(letter.request_key) is not None:
        return
    if thread.state == ThreadState.CLOSED:
        threads.reopen(thread)
    say(thread, letter, actor=actor, now=now)
    if and_close:
        threads.close(thread, at=now)
        _record(thread, "closed", actor, now)


@needs("correspondence.answer_customer")
@use_case
def write_to(*, customer_id: UUID, letter: Letter, actor: Actor, now: datetime) -> UUID:
    """Begin a thread as the bank; returns it. Raises ThreadNotFound and as answer does."""
    customer = threads.lock_customer(customer_id)
    if customer is None or not people.serves(actor, customer_id):
        message = f"There is no customer {customer_id}."
        raise ThreadNotFound(message, field="customer_id")
    sent = threads.message_of(letter.request_key)
    if sent is not None:
        return _same_customers(sent.thread, customer.pk).public_id
    thread = _begun(customer, QUESTION, letter, now)
    say(thread, letter, actor=actor, now=now)
    return thread.public_id


@requires_transaction
def say(thread: Thread, letter: Letter, *, actor: Actor, now: datetime) -> None:
    """Write as the bank in the caller's use case; the customer is told that a message waits."""
    _send(thread, Party.BANK, letter, actor, now)
    customer_id = str(thread.customer.public_id)
    outbox.publish(
        BankWrote(thread_id=str(thread.public_id), customer_id=customer_id),
        subject=f"thread:{thread.public_id}",
        at=now,
    )


@needs("correspondence.answer_customer")
@use_case
def close(*, thread_id: UUID, actor: Actor, now: datetime) -> None:
    """Close a thread that needs no answer; raises ThreadNotFound and ThreadClosed."""
    thread = _served(thread_id, actor)
    if thread.state == ThreadState.CLOSED:
        message = "The thread is closed."
        raise ThreadClosed(message)
    threads.close(thread, at=now)
    _record(thread, "closed", actor, now)


@needs("correspondence.answer_customer")
@use_case
def reopen(*, thread_id: UUID, actor: Actor, now: datetime) -> None:
    """Open a closed thread again; raises ThreadNotFound and ThreadClosed."""
    thread = _served(thread_id, actor)
    if thread.state != ThreadState.CLOSED:
        message = "The thread is open."
        raise ThreadClosed(message)
    threads.reopen(thread)
    _record(thread, "reopened", actor, now)


@requires_transaction
def own(thread_id: UUID, actor: Actor) -> Thread:
    """Return one of the customer's own threads, locked; raises ThreadNotFound."""
    thread = threads.lock(thread_id)
    if thread is None or thread.customer.public_id != people.own_customer(actor):
        raise missing(thread_id)
    return thread


def missing(thread_id: UUID) -> ThreadNotFound:
    """Return the refusal of a thread that is not there, or not one's own."""
    return ThreadNotFound(f"There is no thread {thread_id}.")


def _served(thread_id: UUID, actor: Actor) -> Thread:
    thread = threads.lock(thread_id)
    if thread is None or not people.serves(actor, thread.customer.public_id):
        raise missing(thread_id)
    return thread


def _begun(customer: Any, about: About, letter: Letter, now: datetime) -> Thread:
    subject = letter.subject.strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        message = f"A subject has from 1 to {LONGEST_SUBJECT} characters."
        raise MessageRefused(message, field="subject")
    return threads.add(
        Thread(
            customer=customer,
            topic=about.topic,
            about=about.name,
            subject=subject,
            opened_at=now,
            last_message_at=now,
        )
    )


def _send(thread: Thread, sender: Party, letter: Letter, actor: Actor, now: datetime) -> None:
    body = _body(letter)
    if not 0 < len(body) <= LONGEST_MESSAGE:
        message = f"A message has from 1 to {LONGEST_MESSAGE:,} characters."
        raise MessageRefused(message, field="body")
    if sender is Party.CUSTOMER and thread.unread_by_bank >= MOST_UNANSWERED:
        message = f"{MOST_UNANSWERED} of your messages wait for an answer."
        raise TooManyUnanswered(message)
    sent = threads.add_message(
        Message(
            thread=thread,
            sender=sender,
            author=str(actor),
            body=body,
            request_key=letter.request_key,
            sent_at=now,
        )
    )
    attachments.keep(letter.files, message=sent)
    _record(thread, "written", actor, now, files=len(letter.files))


def _same(sent: Message, letter: Letter, thread: Thread) -> Thread:
    """Return the thread of a message that is sent again; raises MessageKeyReused for another."""
    files = [bytes(each.sha256) for each in sent.attachments.all()]
    again = [hashlib.sha256(each.content).digest() for each in letter.files]
    subject = letter.subject.strip()
    if (
        sent.thread_id != thread.pk
        or (sent.body, files) != (_body(letter), again)
        or subject not in {"", sent.thread.subject}
    ):
        message = "A message with this key was sent already, and it is another."
        raise MessageKeyReused(message)
    return thread


def _body(letter: Letter) -> str:
    return letter.body.replace("\r\n", "\n").strip()


def _same_customers(thread: Thread, customer_pk: int) -> Thread:
    """Return the thread of a form sent twice; another customer's key is no key of theirs."""
    if thread.customer_id != customer_pk:
        raise missing(thread.public_id)
    return thread


def _record(thread: Thread, what: str, actor: Actor, now: datetime, **detail: object) -> None:
    audit.record(
        actor=actor,
        action=f"correspondence.message.{what}",
        subject=f"customer:{thread.customer.public_id}",
        detail={"thread": str(thread.public_id), **detail},
        at=now,
    )
