"""Money adds up, divides without loss and reads back as it was written."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bankcore.money import Currency, CurrencyMismatch, InvalidAmount, Money, parse_amount
from bankcore.money.currency import all_currencies
from bankcore.money.parsing import LARGEST_AMOUNT, LARGEST_MINOR

EUR = Currency.of("EUR")
minors = st.integers(-(10**18), 10**18)
currencies = st.sampled_from(sorted(all_currencies().values(), key=lambda each: each.code))
euros = minors.map(lambda minor: Money(minor, EUR))


@given(euros, euros, euros)
def test_money_adds_like_whole_numbers(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a - b == a + -b
    assert (a - a).minor == 0
    assert (a < b, a <= b, a > b, a >= b) == (
        a.minor < b.minor,
        a.minor <= b.minor,
        a.minor > b.minor,
        a.minor >= b.minor,
    )


@given(minors, currencies)
def test_major_units_are_exact(minor, currency):
    money = Money(minor, currency)
    assert Money.of(money.amount, currency.code) == money
    assert Money.of(str(money.amount), currency.code) == money
    assert -money.amount.as_tuple().exponent == currency.exponent


@given(minors, minors, currencies, currencies)
def test_currencies_do_not_mix(a, b, one, other):
    assume(one != other)
    first, second = Money(a, one), Money(b, other)
    for mixed in (
        lambda: first + second,
        lambda: first - second,
        lambda: first < second,
        lambda: first >= second,
    ):
        with pytest.raises(CurrencyMismatch):
            mixed()
    assert first != second


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(euros, weights)
def test_the_parts_of_an_allocation_sum_to_the_whole(money, shares):
    parts = money.allocate(shares)
    assert len(parts) == len(shares)
    assert sum(part.minor for part in parts) == money.minor


@given(euros, weights)
def test_no_part_is_a_whole_minor_unit_off_its_share(money, shares):
    total = sum(shares)
    for part, weight in zip(money.allocate(shares), shares, strict=True):
        assert abs(part.minor * total - money.minor * weight) < total


@given(euros, weights)
def test_who_has_no_share_gets_nothing(money, shares):
    for part, weight in zip(money.allocate(shares), shares, strict=True):
        assert weight or not part.minor


@given(currencies, st.integers(1, LARGEST_MINOR))
def test_an_amount_reads_back_as_it_was_written(currency, minor):
    money = Money(minor, currency)
    assume(money.amount <= LARGEST_AMOUNT)
    assert parse_amount(f"{money.amount:f}", currency) == money


@given(currencies, st.text(alphabet="0123456789.,-+eE \u0661\uff11_", max_size=24))
def test_any_text_is_an_exact_amount_or_refused(currency, text):
    try:
        money = parse_amount(text, currency)
    except InvalidAmount:
        return
    assert money.amount == Decimal(text)
    assert text.isascii()
    assert 0 < money.minor <= LARGEST_MINOR
