"""What the ledger is asked to book, and what it answers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from bankcore.actor import Actor
from bankcore.money import Money


class TransactionKind(IntEnum):
    """Why money moved; stored with the transaction."""

    GENERAL = 1
    TRANSFER = 2
    DEPOSIT = 3
    WITHDRAWAL = 4
    PAYMENT = 5
    REVERSAL = 6
    INTEREST = 7
    FEE = 8
    SETTLEMENT = 9
    ACCRUAL = 10
    TAX = 11
    LOAN_DISBURSEMENT = 12
    LOAN_REPAYMENT = 13
    LOAN_CHARGE = 14
    WRITE_OFF = 15
    RECOVERY = 16
    EXCHANGE = 17
    CHEQUE = 18
    TELLER = 19
    YEAR_CLOSE = 20
    REVALUATION = 21
    CAPTURE = 22
    REFUND = 23
    CHARGEBACK = 24
    PAYOUT = 25
    RESERVE = 26
    ADJUSTMENT = 27
    CARD = 28


CHARGES: Final = frozenset({TransactionKind.INTEREST, TransactionKind.FEE, TransactionKind.TAX})
"""The bank's own charges: they may take an account below its floor. PostgreSQL has this list."""


class KeySource(IntEnum):
    """Whose idempotency keys they are: a key is unique within its source, for ever."""

    API = 1
    WEB = 2
    SYSTEM = 3
    IMPORT = 4


class RefusalCode(StrEnum):
    """Why a transaction or hold was not booked. Stable: integrators see these words."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    ACCOUNT_NOT_FOUND = "account_not_found"
    ACCOUNT_BLOCKED = "account_blocked"
    ACCOUNT_CLOSED = "account_closed"
    CURRENCY_MISMATCH = "currency_mismatch"
    PERIOD_CLOSED = "period_closed"
    BALANCE_OUT_OF_RANGE = "balance_out_of_range"
    HOLD_NOT_OPEN = "hold_not_open"
    HOLD_EXCEEDED = "hold_exceeded"
    ALREADY_REVERSED = "already_reversed"
    KEY_REUSED = "idempotency_key_reused"


class UnbalancedPosting(ValueError):
    """A fault of the caller, not of the customer: the legs do not make a transaction."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """An idempotency key, with the SHA-256 of the request it came with."""

    source: KeySource
    key: UUID
    request_hash: bytes

    @staticmethod
    def of_system(name: str) -> RequestKey:
        """Return the key of what the bank does by itself once, under a name that is its own."""
        return RequestKey(
            KeySource.SYSTEM, uuid5(NAMESPACE_URL, name), hashlib.sha256(name.encode()).digest()
        )


@dataclass(frozen=True, slots=True)
class Leg:
    """One entry to be: `amount` is credit when positive, debit when negative, never zero."""

    account_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Capture:
    """`amount` (positive) of the hold is used up by the posting it comes with."""

    hold_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Reverses:
    """The transaction that a posting takes back, and why."""

    txn_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One transaction to be: legs that sum to zero in every currency.

    Without `booking_date` it is booked on the open business day; without `value_date` it has
    value on its booking date. Raises UnbalancedPosting when made of legs that do not balance.
    """

    request: RequestKey
    kind: TransactionKind
    legs: tuple[Leg, ...]
    actor: Actor
    narrative: str = ""
    booking_date: date | None = None
    value_date: date | None = None
    captures: tuple[Capture, ...] = ()
    reverses: Reverses | None = None

    def __post_init__(self) -> None:
        totals: defaultdict[int, int] = defaultdict(int)
        for leg in self.legs:
            if not leg.amount.minor:
                message = "A leg of zero moves nothing."
                raise UnbalancedPosting(message)
            totals[leg.amount.currency.number] += leg.amount.minor
        if not totals or any(totals.values()):
            message = "The legs of a transaction sum to zero in every currency."
            raise UnbalancedPosting(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The transaction is in the books. `replayed` tells that an earlier request put it there."""

    txn_id: int
    booking_date: date
    created_at: datetime
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was booked, and the same request will get the same answer.

    Except for KEY_REUSED: there, the key already belongs to another request.
    """

    code: RefusalCode
    created_at: datetime
    account_id: int | None = None
    replayed: bool = False


Outcome = Posted | Refused
