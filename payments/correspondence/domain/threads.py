"""Threads of messages between a customer and the bank, and what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

LONGEST_SUBJECT: Final = 120
LONGEST_MESSAGE: Final = 4_000
MOST_UNANSWERED: Final = 30
"""So many messages of a customer in a thread wait for an answer; then the bank's turn comes."""


MOST_FILES: Final = 5
"""So many files go with one message; PostgreSQL holds it too."""


class Party(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "CUSTOMER"
    BANK = "BANK"


class ThreadState(StrEnum):
    """A closed thread is opened again by the customer's next message."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Topic(StrEnum):
    """What a thread is about: a question, a hold on an account or a payment, or a dispute."""

    GENERAL = "GENERAL"
    ACCOUNT_HOLD = "ACCOUNT_HOLD"
    PAYMENT_HOLD = "PAYMENT_HOLD"
    DISPUTE = "DISPUTE"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a thread is tied to: of each thing a customer has one thread. A question has no name."""

    topic: Topic = Topic.GENERAL
    name: str = ""

    @staticmethod
    def held_account(account_id: UUID) -> About:
        """Return the thread of an account from which money may not leave."""
        return About(topic=Topic.ACCOUNT_HOLD, name=f"account:{account_id}")

    @staticmethod
    def held_payment(held_id: UUID) -> About:
        """Return the thread of a payment that waits."""
        return About(topic=Topic.PAYMENT_HOLD, name=f"held_payment:{held_id}")

    @staticmethod
    def dispute(dispute_id: UUID) -> About:
        """Return the thread of a dispute."""
        return About(topic=Topic.DISPUTE, name=f"dispute:{dispute_id}")


QUESTION: Final = About()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came in; its name may say anything."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file that came with a message; `size` is in bytes."""

    attachment_id: UUID
    file_name: str
    media_type: str
    size: int
    sent_at: datetime
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message as the customer sees it: staff write as the bank."""

    sender: Party
    body: str
    sent_at: datetime
    attachments: tuple[AttachmentView, ...]

    @property
    def is_mine(self) -> bool:
        """Tell whether the customer wrote it."""
        return self.sender is Party.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """A thread in the customer's list. `waits` tells that the bank's answer is still to come."""

    thread_id: UUID
    topic: Topic
    subject: str
    state: ThreadState
    last_message_at: datetime
    is_unread: bool
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A thread with its messages, the oldest first."""

    thread: ThreadView
    messages: tuple[MessageView, ...]
