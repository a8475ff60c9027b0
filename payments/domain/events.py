"""What payments tells of: movements, payment files, held payments, cheques, standing orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final

from bankcore.outbox.domain.schemas import (
    Amount,
    Code,
    Currency,
    Day,
    Example,
    Happened,
    Number,
    Uuid,
    event,
)
from payments.domain.movements import MovementKind

_TRANSACTION: Final = "transaction:4711"
_FILE: Final = "bulk_file:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_HELD: Final = "held_payment:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_CHEQUE: Final = "cheque:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
_STANDING_ORDER: Final = "standing_order:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked(Happened):
    """What every event of a movement says."""

    transaction_id: Annotated[Number, "The transaction in the journal."]
    amount: Annotated[Amount, "What was moved; positive."]
    currency: Annotated[Currency, "The currency of the amount."]
    booking_date: Annotated[Day, "The business day on which it is booked."]
    base_amount: Annotated[
        Amount | None,
        "What it is worth in the bank's own currency; left out where the day has no rate.",
    ] = None


@event("payments.transfer_booked", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class TransferBooked(Booked):
    """Money was moved between two accounts at this bank."""


@event("payments.deposit_booked", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class DepositBooked(Booked):
    """Cash was paid into an account."""


@event("payments.withdrawal_booked", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalBooked(Booked):
    """Cash was paid out of an account."""


@event("payments.payment_booked", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBooked(Booked):
    """Money left an account for another bank, and waits in clearing."""


@event("payments.cheque_booked", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChequeBooked(Booked):
    """A cheque drawn on this bank was paid."""


BOOKED: Final[Mapping[MovementKind, type[Booked]]] = MappingProxyType(
    {
        MovementKind.TRANSFER: TransferBooked,
        MovementKind.DEPOSIT: DepositBooked,
        MovementKind.WITHDRAWAL: WithdrawalBooked,
        MovementKind.PAYMENT: PaymentBooked,
        MovementKind.CHEQUE: ChequeBooked,
    }
)
"""By which event a movement is told."""


@event("payments.transaction_reversed", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionReversed(Happened):
    """A transaction was taken back by another one."""

    transaction_id: Annotated[Number, "The transaction that was taken back."]
    reversal_id: Annotated[Number, "The transaction that takes it back.", Example("4712")]


@event("payments.payments_completed", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsCompleted(Happened):
    """Payments to other banks were settled with them, all those of one settlement."""

    transaction_id: Annotated[Number, "The settlement's transaction in the journal."]


@event("payments.instant_ordered", subject=_TRANSACTION)
@dataclass(frozen=True, slots=True, kw_only=True)
class InstantOrdered(Happened):
    """A payment was booked that is to go to the other bank at once."""

    transaction_id: Annotated[Number, "The payment's transaction in the journal."]


@event("payments.bulk_file_received", subject=_FILE)
@dataclass(frozen=True, slots=True, kw_only=True)
class BulkFileReceived(Happened):
    """A payment file was taken in, and its lines are to be paid."""

    file_id: Annotated[Uuid, "The payment file."]


@event("payments.bulk_file_processed", subject=_FILE)
@dataclass(frozen=True, slots=True, kw_only=True)
class BulkFileProcessed(Happened):
    """Every line of a payment file was decided."""

    file_id: Annotated[Uuid, "The payment file."]


_STATUS: Final = "Where it is: being_looked_at, booked or not_made."
_BOOKED_BY: Final = "Its transaction in the journal; null until it is booked."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfHeldPayment(Happened):
    """What every event of a held payment says: what its payer may know, and nothing of why."""

    held_payment_id: Annotated[Uuid, "The held payment."]
    account_id: Annotated[Uuid, "The account that pays."]
    amount: Annotated[Amount, "What is to be paid; positive."]
    currency: Annotated[Currency, "The currency of the amount."]
    status: Annotated[Code, _STATUS, Example("booked")]
    transaction_id: Annotated[Number | None, _BOOKED_BY]


@event("payments.payment_held", subject=_HELD)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHeld(OfHeldPayment):
    """A payment's amount was set aside, and people of the bank are to look at it."""

    status: Annotated[Code, _STATUS, Example("being_looked_at")]
    transaction_id: Annotated[Number | None, _BOOKED_BY, Example(None)]


@event("payments.held_payment_ended", subject=_HELD)
@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPaymentEnded(OfHeldPayment):
    """A held payment was booked, or it was not made."""


@event("payments.cheque_returned", subject=_CHEQUE)
@dataclass(frozen=True, slots=True, kw_only=True)
class ChequeReturned(Happened):
    """A cheque that was paid in came back from the bank it is drawn on."""

    account_id: Annotated[Uuid, "The account into which it was paid."]
    amount: Annotated[Amount, "The cheque's amount; positive."]
    currency: Annotated[Currency, "The currency of the amount."]
    reason: Annotated[
        str, "Why, in words of staff, as the other bank gave it.", Example("Account closed")
    ]
    fee_charged: Annotated[bool, "Whether the account was charged a fee for it."]


@event("payments.standing_order_failed", subject=_STANDING_ORDER)
@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderFailed(Happened):
    """A standing order was not carried out, and is not tried again until its next date."""

    order_id: Annotated[Uuid, "The standing order."]
    account_id: Annotated[Uuid, "The account that was to pay."]
    nominal_date: Annotated[Day, "The date for which it was ordered."]
    amount: Annotated[Amount, "What was to be paid; positive."]
    currency: Annotated[Currency, "The currency of the amount."]
    reason: Annotated[
        Code, "The code of what stood against it at last.", Example("insufficient_funds")
    ]
    attempts: Annotated[int, "How often it was tried."]
