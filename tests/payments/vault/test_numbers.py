"""Which numbers are possible, and whose they are."""

import pytest
from cardutil.card import calculate_check_digit
from hypothesis import given
from hypothesis import strategies as st

from payments.vault.domain import brands, numbers


@given(st.text("0123456789", min_size=11, max_size=18))
def test_the_check_digit_is_the_one_that_others_calculate(digits):
    whole = f"{digits}{calculate_check_digit(digits)}"
    assert numbers.passes_luhn(whole)
    wrong = whole[:-1] + str((int(whole[-1]) + 1) % 10)
    assert not numbers.passes_luhn(wrong)


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4242424242424242", "visa"),
        ("4222222222222", "visa"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("2720990000000007", "mastercard"),
        ("2721000000000004", ""),
        ("378282246310005", "amex"),
        ("37828224631000", ""),
        ("6011111111111117", "discover"),
        ("6759649826438453", "maestro"),
        ("3530111333300000", "jcb"),
        ("36227206271667", "diners"),
        ("6200000000000005", "unionpay"),
        ("9999999999999995", ""),
    ],
)
def test_a_brand_is_told_by_the_issuers_number_and_the_length(number, brand):
    assert brands.brand_of(number) == brand


def test_eight_digits_of_an_issuer_tell_more_than_six():
    assert brands.bin_of("40000566").funding == "debit"
    assert brands.bin_of("40000000").funding == "credit"
    assert brands.bin_of("49999999") == brands.Bin()


@given(st.text("0123456789", min_size=0, max_size=19))
def test_a_masked_number_shows_ten_digits_at_most(digits):
    shown = numbers.masked(digits)
    assert len(shown) == len(digits)
    assert sum(each.isdigit() for each in shown) <= 10
