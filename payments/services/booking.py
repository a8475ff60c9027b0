"""One movement into the ledger: a booked transaction, or the named refusal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import RecordedRefusal
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.domain.events import BOOKED, Booked
from payments.domain.movements import Movement, MovementKind
from payments.services import worth

# Where money waits that leaves the bank, and where it goes that is paid out in cash.
CLEARING: Final = "2100"
VAULT: Final = "1000"


class InsufficientFunds(RecordedRefusal):
    """The account has less available than the movement takes."""

    code = "insufficient_funds"
    cure = "Choose a smaller amount, or pay money in first."
    status = 409
    ledger_account_id: int | None = None


class AccountBlocked(RecordedRefusal):
    """The account is blocked for this movement."""

    code = "account_blocked"
    cure = "Ask the bank why the account is blocked."
    status = 409


class AccountClosed(RecordedRefusal):
    """The account is closed."""

    code = "account_closed"
    cure = "Use an open account."
    status = 409


class CurrencyMismatch(RecordedRefusal):
    """The amount is in another currency than the account."""

    code = "currency_mismatch"
    cure = "Give the amount in the account's currency."


class BalanceOutOfRange(RecordedRefusal):
    """The account's books would grow past what the bank can count."""

    code = "balance_out_of_range"
    cure = "Use another account."
    status = 409


class KeyReused(RecordedRefusal):
    """The idempotency key belongs to another request."""

    code = "idempotency_key_reused"
    cure = "Use a new key for a new request."
    status = 422


class NotBooked(RecordedRefusal):
    """The ledger refused the movement for a reason that the customer has no part in."""

    code = "not_booked"
    cure = "Ask the bank."
    status = 409


_REFUSALS: Final[dict[ledger.RefusalCode, tuple[type[RecordedRefusal], str]]] = {
    ledger.RefusalCode.INSUFFICIENT_FUNDS: (
        InsufficientFunds,
        "The account has not enough money available.",
    ),
    ledger.RefusalCode.ACCOUNT_BLOCKED: (AccountBlocked, "The account is blocked."),
    ledger.RefusalCode.ACCOUNT_CLOSED: (AccountClosed, "The account is closed."),
    ledger.RefusalCode.CURRENCY_MISMATCH: (
        CurrencyMismatch,
        "The amount is in another currency than the account.",
    ),
    ledger.RefusalCode.BALANCE_OUT_OF_RANGE: (
        BalanceOutOfRange,
        "The account cannot take an amount of this size.",
    ),
    ledger.RefusalCode.KEY_REUSED: (
        KeyReused,
        "The idempotency key was used before, for another request.",
    ),
}


# Movements by which customers take money out, and what each may cost.
_DEBITS: Final[dict[MovementKind, accounts.FeeEvent | None]] = {
    MovementKind.TRANSFER: None,
    MovementKind.PAYMENT: accounts.FeeEvent.OUTGOING_PAYMENT,
    MovementKind.WITHDRAWAL: accounts.FeeEvent.CASH_WITHDRAWAL,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a movement: a ledger account, and the customer's account that it is, if any."""

    ledger_account_id: int
    account_id: UUID | None = None

    @staticmethod
    def of(account: accounts.AccountRef) -> Side:
        """Return the side that is this customer's account."""
        return Side(account.ledger_account_id, account.account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A movement to be: `amount` (positive) from the debit side to the credit side.

    Without `booking_date` it is booked on the open business day; without `value_date` it has value
    on the day it is booked. A hold on the debit side is used up by it.
    """

    kind: MovementKind
    debit: Side
    credit: Side
    amount: Money
    narrative: str
    booking_date: date | None = None
    value_date: date | None = None
    hold_id: int | None = None

    def capturing(self, hold_id: int | None) -> Booking:
        """Return it with the money that a hold has set aside for it."""
        return replace(self, hold_id=hold_id)


def book(*, booking: Booking, request: ledger.RequestKey, actor: Actor, now: datetime) -> Movement:
    """Book one movement and tell of it as an event, in the caller's use case.

    Raises InsufficientFunds, AccountBlocked, AccountClosed, CurrencyMismatch, BalanceOutOfRange,
    KeyReused or NotBooked; the refusal is kept with the key. Raises what accounts.settle_debit
    raises for limits of use; that takes the booking back, and leaves the key unused. Raises
    ValueError where the amount is not positive: it would move money the other way.
    """
    outcome = ledger.post(postings=[posting_of(booking, request, actor)], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise refusal(outcome)
    if not outcome.replayed:
        _settle(booking, outcome, actor)
        _publish(booking, outcome)
    return movement_of(booking, outcome)


def posting_of(booking: Booking, request: ledger.RequestKey, actor: Actor) -> ledger.Posting:
    """Return what the ledger is asked to book; raises ValueError where the amount is not positive.

    It would move money the other way.
    """
    if booking.amount.minor <= 0:
        message = "A movement moves a positive amount."
        raise ValueError(message)
    return ledger.Posting(
        request=request,
        kind=ledger.TransactionKind[booking.kind.name],
        legs=(
            ledger.Leg(booking.debit.ledger_account_id, -booking.amount),
            ledger.Leg(booking.credit.ledger_account_id, booking.amount),
        ),
        actor=actor,
        narrative=booking.narrative,
        booking_date=booking.booking_date,
        value_date=booking.value_date,
        captures=_captures(booking),
    )


def movement_of(booking: Booking, outcome: ledger.Posted) -> Movement:
    """Return the movement that was booked."""
    return Movement(
        transaction_id=outcome.txn_id,
        kind=booking.kind,
        amount=booking.amount,
        debit_account_id=booking.debit.account_id,
        credit_account_id=booking.credit.account_id,
        narrative=booking.narrative,
        booking_date=outcome.booking_date,
        booked_at=outcome.created_at,
        replayed=outcome.replayed,
    )


def _captures(booking: Booking) -> tuple[ledger.Capture, ...]:
    return () if booking.hold_id is None else (ledger.Capture(booking.hold_id, booking.amount),)


def refusal_of_code(code: str) -> RecordedRefusal:
    """Return the named refusal for the code that was kept of it."""
    named = {str(each): error for each, error in _REFUSALS.items()}
    error, message = named.get(code, (NotBooked, "The payment was not made."))
    return error(message)


def refusal(outcome: ledger.Refused) -> RecordedRefusal:
    """Return the named refusal for what the ledger answered."""
    default = (NotBooked, f"The movement was not booked: {outcome.code}.")
    error, message = _REFUSALS.get(outcome.code, default)
    found = error(message)
    if isinstance(found, InsufficientFunds):
        found.ledger_account_id = outcome.account_id
    return found


def _settle(booking: Booking, outcome: ledger.Posted, actor: Actor) -> None:
    """Count a customer's debit against the account's limits and charge its fee."""
    if booking.kind not in _DEBITS or booking.debit.account_id is None:
        return
    accounts.settle_debit(
        debit=accounts.CustomerDebit(
            account_id=booking.debit.account_id,
            amount=booking.amount,
            day=outcome.booking_date,
            reference=f"transaction:{outcome.txn_id}",
            fee_event=_DEBITS[booking.kind],
        ),
        actor=actor,
        now=outcome.created_at,
    )


def _publish(booking: Booking, outcome: ledger.Posted) -> None:
    rate = worth.rate_of(booking.amount.currency, day=outcome.booking_date)
    outbox.publish(
        told(booking.kind, booking.amount, outcome, rate),
        subject=f"transaction:{outcome.txn_id}",
        at=outcome.created_at,
    )


def told(
    kind: MovementKind, amount: Money, outcome: ledger.Posted, rate: Fraction | None
) -> Booked:
    """Return the event of a movement; `rate` is into the bank's own currency, where it is known."""
    base = worth.at_rate(amount, rate)
    return BOOKED[kind](
        transaction_id=str(outcome.txn_id),
        amount=str(amount.amount),
        currency=amount.currency.code,
        booking_date=outcome.booking_date.isoformat(),
        base_amount=None if base is None else str(base),
    )
