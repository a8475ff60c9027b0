"""Notes of staff on customers, for colleagues: added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.correspondence.models import CustomerNote
from payments.correspondence.repositories import notes, threads
from payments.correspondence.services import people

LONGEST: Final = 2_000


class NoteRefused(BankError):
    """A note is empty or too long, or is on a customer whom one does not serve."""

    code = "customer_note_refused"
    cure = "Write up to 2,000 characters, on a customer of your branch."


@needs("correspondence.write_note")
@use_case
def write(*, customer_id: UUID, text: str, actor: Actor, now: datetime) -> None:
    """Note something of a customer; raises NoteRefused."""
    if not 0 < len(text.strip()) <= LONGEST:
        message = f"A note has from 1 to {LONGEST:,} characters."
        raise NoteRefused(message, field="text")
    customer = threads.lock_customer(customer_id)
    if customer is None or not people.serves(actor, customer_id):
        message = f"There is no customer {customer_id}."
        raise NoteRefused(message, field="customer_id")
    notes.add(CustomerNote(customer=customer, author=str(actor), text=text.strip(), written_at=now))
    audit.record(
        actor=actor,
        action="correspondence.customer.note_added",
        subject=f"customer:{customer_id}",
        at=now,
    )
