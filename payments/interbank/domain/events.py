"""What other banks brought about on customers' accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Happened, Number, Uuid, event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAccount(Happened):
    """What every event of a customer's account says."""

    transaction_id: Annotated[Number, "The transaction in the journal."]
    account_id: Annotated[Uuid, "The customer's account."]


@event("interbank.credit_booked", subject="transaction:4711", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditBooked(OfAccount):
    """Money came in from another bank."""


@event("interbank.debit_booked", subject="transaction:4711", is_internal=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class DebitBooked(OfAccount):
    """A direct debit was taken from an account."""
