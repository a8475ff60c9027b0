"""Amounts as they come from outside."""

import pytest

from bankcore.money import Currency, InvalidAmount, Money, parse_amount

EUR = Currency.of("EUR")


@pytest.mark.parametrize(
    ("text", "minor"),
    [("0.01", 1), ("1", 100), ("1.5", 150), ("12.50", 1250), ("1000000000000000", 10**17)],
)
def test_a_plain_decimal_is_read_exactly(text, minor):
    assert parse_amount(text, EUR) == Money(minor, EUR)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "-1",
        "1e2",
        "1,50",
        "1.",
        ".5",
        "01",
        "00.5",
        "1_000",
        "NaN",
        "Infinity",
        "0x10",
        "\u0661",
        "\uff11",
        "1.2.3",
        "\u221e",
    ],
)
def test_other_notations_are_refused(text):
    with pytest.raises(InvalidAmount, match="plain decimal"):
        parse_amount(text, EUR)


@pytest.mark.parametrize("text", ["0", "0.0", "0.00"])
def test_nothing_is_no_amount(text):
    with pytest.raises(InvalidAmount, match="more than zero"):
        parse_amount(text, EUR)


@pytest.mark.parametrize(("text", "code"), [("0.001", "EUR"), ("1.0", "JPY"), ("0.0001", "KWD")])
def test_more_decimals_than_the_currency_has_are_refused(text, code):
    with pytest.raises(InvalidAmount, match="decimals"):
        parse_amount(text, Currency.of(code))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1000000000000000.01", "EUR"),
        ("1000000000000001", "JPY"),
        ("100000000000000.001", "KWD"),
        ("99999999999999999999", "EUR"),
    ],
)
def test_an_amount_that_cannot_be_booked_is_refused(text, code):
    with pytest.raises(InvalidAmount, match="larger"):
        parse_amount(text, Currency.of(code))
