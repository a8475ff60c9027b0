"""How far a payment to another bank has come, for whoever ordered it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from payments.models import ExternalPayment
from payments.repositories import external_payments


class Progress(StrEnum):
    """In words that integrators see; what comes back once completed is a movement of its own."""

    IN_CLEARING = "in_clearing"
    COMPLETED = "completed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStatus:
    """Whether a payment goes at once, and how far it has come."""

    is_instant: bool
    progress: Progress


def of(*, transaction_id: int) -> PaymentStatus | None:
    """Return how the payment that this transaction booked stands; None without a named payee."""
    row = external_payments.find(transaction_id=transaction_id)
    if row is None:
        return None
    progress = Progress.IN_CLEARING
    if row.state == ExternalPayment.State.SETTLED:
        progress = Progress.RETURNED if row.given_back else Progress.COMPLETED
    return PaymentStatus(is_instant=row.is_instant, progress=progress)
