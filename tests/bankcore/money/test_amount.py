"""Amounts of money."""

from decimal import Decimal

import pytest

from bankcore.money import Currency, Money, UnknownCurrency
from bankcore.money.currency import all_currencies
from tests.factories import eur


@pytest.mark.parametrize("minor", [1.0, "1", Decimal(1), True, None])
def test_money_counts_whole_minor_units_only(minor):
    with pytest.raises(TypeError):
        Money(minor, Currency.of("EUR"))


@pytest.mark.parametrize(
    ("code", "major", "minor"),
    [("EUR", "12.50", 1250), ("JPY", "12", 12), ("KWD", "12.505", 12505), ("CLF", "1.0001", 10001)],
)
def test_every_currency_has_its_own_decimals(code, major, minor):
    money = Money.of(major, code)
    assert money.minor == minor
    assert str(money) == f"{major} {code}"


@pytest.mark.parametrize(("amount", "code"), [("1.001", "EUR"), ("0.5", "JPY")])
def test_more_decimals_than_the_currency_has_are_refused(amount, code):
    with pytest.raises(ValueError, match="more decimals"):
        Money.of(amount, code)


def test_the_minor_units_left_over_go_to_the_largest_remainders():
    assert eur("1.00").allocate([1, 1, 1]) == [eur("0.34"), eur("0.33"), eur("0.33")]
    assert eur("0.05").allocate([3, 7]) == [eur("0.02"), eur("0.03")]
    assert eur("0.01").allocate([1, 1]) == [eur("0.01"), eur("0.00")]
    assert eur("-0.01").allocate([1, 1]) == [eur("0.00"), eur("-0.01")]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1, 2], [2, -1]])
def test_money_is_not_divided_among_nobody(weights):
    with pytest.raises(ValueError, match="Weights"):
        eur(1).allocate(weights)


@pytest.mark.parametrize("code", ["", "EU", "eur", "XXX", "XAU", "ZZZ"])
def test_a_code_that_is_no_currency_is_refused(code):
    with pytest.raises(UnknownCurrency):
        Currency.of(code)


def test_a_currency_is_found_by_its_number():
    assert Currency.numbered(978) is Currency.of("EUR")
    with pytest.raises(UnknownCurrency):
        Currency.numbered(0)


def test_the_ledger_keeps_every_currency_with_its_decimals(bank):
    from bankcore.ledger.models import Currency as Row

    rows = Row.objects.values_list("code", "number", "exponent")
    assert sorted(rows) == sorted(
        (each.code, each.number, each.exponent) for each in all_currencies().values()
    )
