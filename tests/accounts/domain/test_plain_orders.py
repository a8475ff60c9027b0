"""What a request keeps of an order is the order again, to the cent and the digit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from accounts.domain.day_counts import DayCount
from accounts.domain.interest import Side
from accounts.domain.plain_orders import order_of, plain
from bankcore.money import Currency, Money

ID = UUID("00000000-0000-0000-0000-000000000007")


@dataclass(frozen=True)
class Line:
    rate: Decimal
    count: DayCount


@dataclass(frozen=True)
class Order:
    account_id: UUID
    limit: Money
    currency: Currency
    day: date
    side: Side
    tiers: tuple[tuple[int, Decimal], ...]
    lines: tuple[Line, ...]
    last: date | None = None
    whole: bool = False


def order(**changes) -> Order:
    values = {
        "account_id": ID,
        "limit": Money.of("12.50", "EUR"),
        "currency": Currency.of("JPY"),
        "day": date(2026, 2, 28),
        "side": Side.DEBIT,
        "tiers": ((0, Decimal("0.010")), (100, Decimal("0.0125"))),
        "lines": (Line(Decimal("-0.005"), DayCount.ACT_365F),),
    }
    return Order(**(values | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"last": date(2027, 1, 1), "whole": True},
        {"limit": Money.of(0, "EUR")},
        {"limit": Money(-1, Currency.of("EUR"))},
        {"limit": Money(123_456_789_012_345, Currency.of("JPY"))},
        {"limit": Money(1, Currency.of("KWD"))},
        {"tiers": (), "lines": ()},
    ],
)
def test_an_order_that_is_kept_is_the_same_again(changes):
    made = order(**changes)
    again = order_of(Order, plain(made))
    assert again == made
    assert [str(rate) for _, rate in again.tiers] == [str(rate) for _, rate in made.tiers]


def test_what_is_kept_reads_as_people_write_it():
    kept = plain(order())
    assert (kept["limit"], kept["day"], kept["last"]) == ("12.50 EUR", "2026-02-28", None)
    assert kept["lines"] == [{"rate": "-0.005", "count": "ACT/365F"}]


@pytest.mark.parametrize("value", [1.5, {"a": 1}, b"x", object()])
def test_what_has_no_plain_form_is_a_fault(value):
    with pytest.raises(TypeError):
        plain(value)
