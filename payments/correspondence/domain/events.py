"""What correspondence tells of: ids alone, never a word of what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Happened, Uuid, event


@event(
    "correspondence.bank_wrote",
    subject="thread:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11",
    is_internal=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class BankWrote(Happened):
    """The bank wrote a message to a customer, which waits in online banking."""

    thread_id: Annotated[Uuid, "The thread that the message is in."]
    customer_id: Annotated[Uuid, "The customer to whom it was written."]
