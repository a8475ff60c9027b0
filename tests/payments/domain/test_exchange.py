"""The price of an exchange, for any amount, rate and currency."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bankcore.money import Currency, InvalidAmount, Money
from payments.domain.exchange import AmountTooSmall, FixedSide, price, round_half_up, worth
from payments.domain.rates import MidRate

ONE = Decimal(1)
CODES = ["EUR", "USD", "JPY", "KWD", "GBP", "IDR", "CLF"]
rates = st.decimals("0.00000001", "99999", places=8).filter(lambda rate: rate > 0)
margins = st.decimals("0", "0.49999999", places=8)
pairs = st.permutations(CODES).map(lambda codes: codes[:2])


@st.composite
def mids(draw) -> MidRate:
    sell, buy = draw(pairs)
    return MidRate(
        sell=Currency.of(sell),
        buy=Currency.of(buy),
        sell_rate=ONE if sell == "EUR" else draw(rates),
        buy_rate=ONE if buy == "EUR" else draw(rates),
        day=date(2026, 3, 2),
    )


def mid_of(sell: str, buy: str, sell_rate: str, buy_rate: str) -> MidRate:
    return MidRate(
        sell=Currency.of(sell),
        buy=Currency.of(buy),
        sell_rate=Decimal(sell_rate),
        buy_rate=Decimal(buy_rate),
        day=date(2026, 3, 2),
    )


def priced(amount: Money, fixed: FixedSide, mid: MidRate, margin: Decimal):
    try:
        return price(amount=amount, fixed=fixed, mid=mid, margin=margin)
    except (AmountTooSmall, InvalidAmount):
        assume(False)


def in_major(amount: Money) -> Fraction:
    return Fraction(amount.amount)


@given(mids(), margins, st.integers(1, 10**13), st.sampled_from(FixedSide))
def test_a_customer_never_gets_better_than_mid_and_the_bank_never_loses(mid, margin, minor, fixed):
    currency = mid.sell if fixed is FixedSide.SELL else mid.buy
    found = priced(Money(minor, currency), fixed, mid, margin)
    assert in_major(found.buy) <= in_major(found.sell) * mid.exact
    assert found.margin.minor >= 0
    assert (found.sell if fixed is FixedSide.SELL else found.buy) == Money(minor, currency)


@given(mids(), margins, st.integers(1, 10**13), st.sampled_from(FixedSide))
def test_the_other_amount_is_within_a_minor_unit_of_the_quoted_rate(mid, margin, minor, fixed):
    currency = mid.sell if fixed is FixedSide.SELL else mid.buy
    found = priced(Money(minor, currency), fixed, mid, margin)
    rate = mid.exact * (1 - Fraction(margin))
    if fixed is FixedSide.SELL:
        off = in_major(found.buy) - in_major(found.sell) * rate
        unit = Fraction(10) ** -mid.buy.exponent
    else:
        off = in_major(found.sell) - in_major(found.buy) / rate
        unit = Fraction(10) ** -mid.sell.exponent
    assert abs(off) < unit


@given(mids(), margins, st.integers(10**4, 10**13))
def test_a_round_trip_loses_at_least_the_margin_up_to_rounding(mid, margin, minor):
    there = priced(Money(minor, mid.sell), FixedSide.SELL, mid, margin)
    back_mid = MidRate(
        sell=mid.buy, buy=mid.sell, sell_rate=mid.buy_rate, buy_rate=mid.sell_rate, day=mid.day
    )
    back = priced(there.buy, FixedSide.SELL, back_mid, margin)
    assert back.buy.minor <= minor
    kept = Fraction(1 - margin) ** 2
    # Half a minor unit of what was bought, brought back, and half a minor unit at the end.
    rounding = Fraction(1, 2) + Fraction(1, 2) * back_mid.exact * Fraction(10) ** (
        mid.sell.exponent - mid.buy.exponent
    )
    assert back.buy.minor <= minor * kept + rounding


def test_selling_rounds_half_up_to_the_minor_unit_of_what_is_bought():
    half = mid_of("EUR", "USD", "1", "1.005")
    assert price(
        amount=Money.of(1, "EUR"), fixed=FixedSide.SELL, mid=half, margin=Decimal("0.000001")
    ).buy == Money.of("1.00", "USD")
    above = mid_of("EUR", "USD", "1", "1.0152")
    assert price(
        amount=Money.of(1, "EUR"), fixed=FixedSide.SELL, mid=above, margin=Decimal("0.0001")
    ).buy == Money.of("1.01", "USD")
    up = mid_of("EUR", "USD", "1", "2.03")
    assert price(
        amount=Money.of(1, "EUR"), fixed=FixedSide.SELL, mid=up, margin=Decimal("0.0074")
    ).buy == Money.of("2.01", "USD")
    assert price(
        amount=Money.of(1, "EUR"), fixed=FixedSide.SELL, mid=up, margin=Decimal("0.0073")
    ).buy == Money.of("2.02", "USD")


def test_half_up_stops_at_mid():
    mid = mid_of("EUR", "JPY", "1", "160.6")
    found = price(amount=Money.of(1, "EUR"), fixed=FixedSide.SELL, mid=mid, margin=Decimal(0))
    assert found.buy == Money.of(160, "JPY")
    bought = price(amount=Money.of(161, "JPY"), fixed=FixedSide.BUY, mid=mid, margin=Decimal(0))
    assert bought.sell == Money.of("1.01", "EUR")


def test_currencies_keep_their_own_minor_units():
    mid = mid_of("JPY", "KWD", "160", "0.4")
    found = price(amount=Money.of(1000, "JPY"), fixed=FixedSide.SELL, mid=mid, margin=Decimal(0))
    assert found.buy == Money.of("2.500", "KWD")
    assert found.sell_eur == found.buy_eur == Money.of("6.25", "EUR")


@pytest.mark.parametrize(
    ("amount", "fixed"),
    [("1 JPY", FixedSide.SELL), ("0.001 KWD", FixedSide.BUY)],
)
def test_an_exchange_that_rounds_to_nothing_is_refused(amount, fixed):
    number, code = amount.split()
    mid = mid_of("JPY", "KWD", "1600", "0.4")
    with pytest.raises(AmountTooSmall):
        price(amount=Money.of(number, code), fixed=fixed, mid=mid, margin=Decimal("0.015"))


def test_an_exchange_that_cannot_be_booked_is_refused():
    mid = mid_of("EUR", "IDR", "1", "20000")
    with pytest.raises(InvalidAmount):
        price(amount=Money.of(10**12, "EUR"), fixed=FixedSide.SELL, mid=mid, margin=Decimal(0))


@given(st.fractions())
def test_half_up_is_the_nearest_whole_number(exact):
    found = round_half_up(exact)
    assert abs(found - exact) <= Fraction(1, 2)
    assert round_half_up(-exact) == -found


def test_from_between_two_it_goes_away_from_zero():
    assert [round_half_up(Fraction(each, 2)) for each in (1, 3, -1, -3)] == [1, 2, -1, -2]


def test_worth_is_in_euro_cents():
    assert worth(Money.of(160, "JPY"), Decimal(160)) == Money.of(1, "EUR")
    assert worth(Money.of("-0.4", "KWD"), Decimal("0.4")) == Money.of(-1, "EUR")
