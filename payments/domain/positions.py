"""The bank's positions in foreign currencies: their worth, and what covering them realises.

A position is what the bank has of a currency less what it owes in it; its counter-value is the
euros that it was booked at. See docs/adr/0005-foreign-exchange-position.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from bankcore.money import Currency, Money
from payments.domain.exchange import round_half_up


class Side(StrEnum):
    """What the bank does with the foreign currency in a deal with the market."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position in one currency: negative where the bank owes more of it than it has.

    `at_mid` is its worth in euros and `unrealised` that less the counter-value; both are None
    where there is no rate.
    """

    currency: Currency
    amount: Money
    counter_value: Money
    rate: Decimal | None
    rate_day: date | None
    at_mid: Money | None

    @property
    def unrealised(self) -> Money | None:
        """The gain (positive) or loss that revaluation would book now."""
        return None if self.at_mid is None else self.at_mid - self.counter_value


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverOrder:
    """A deal with the market: `amount` (positive, foreign) at `rate` units of it for one euro.

    `reference` is the market's name for the deal; `value_date` is when both sides pay.
    """

    side: Side
    amount: Money
    rate: Decimal
    reference: str
    value_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverDeal:
    """A covering deal that is in the books, with the gain (positive) or loss it realised."""

    deal_id: UUID
    side: Side
    amount: Money
    rate: Decimal
    eur: Money
    result: Money
    reference: str
    transaction_id: int
    booking_date: date
    dealt_at: datetime
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Realised:
    """What a deal takes off the counter-value, and its result, in euro cents."""

    counter: int
    result: int


def realise(*, position: int, counter: int, bought: int, received: int) -> Realised:
    """Return what a deal realises against the book.

    `position` and `counter` are what stands in the books, `bought` the foreign minor units bought
    (negative: sold), `received` the euro cents received (negative: paid). The part of the deal
    that makes the position smaller takes the same share off the counter-value (average cost), and
    the difference to the euros of that part is the result; the rest opens a position at the deal's
    own price and realises nothing.
    """
    closing = min(abs(bought), abs(position)) if position * bought < 0 else 0
    received_closing = round_half_up(Fraction(received * closing, abs(bought)))
    taken_off = round_half_up(Fraction(counter * closing, abs(position))) if closing else 0
    opened = received - received_closing
    return Realised(counter=taken_off + opened, result=received_closing - taken_off)
