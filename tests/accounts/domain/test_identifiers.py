"""Identifiers of customers, by the rules of whoever issues them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import identifiers
from accounts.domain.identifiers import InvalidCustomerData
from tests.factories.people import LEI

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def with_check_digits(stem: str) -> str:
    """Return the 18 characters with the two that make the number leave 1 by 97."""
    number = int("".join(str(ALPHABET.index(each)) for each in stem + "00"))
    return f"{stem}{98 - number % 97:02}"


@given(st.text(ALPHABET, min_size=18, max_size=18))
def test_an_lei_with_its_check_digits_is_taken(stem):
    code = with_check_digits(stem)
    assert identifiers.lei(f" {code[:4].lower()} {code[4:]} ") == code


@given(st.integers(0, 19), st.sampled_from(ALPHABET))
def test_one_mistyped_character_of_an_lei_is_noticed(at, letter):
    # A digit for a letter makes the number shorter, which the check digits may miss.
    mistyped = LEI[:at] + letter + LEI[at + 1 :]
    if mistyped != LEI and LEI[at].isdigit() == letter.isdigit():
        with pytest.raises(InvalidCustomerData) as refusal:
            identifiers.lei(mistyped)
        assert refusal.value.field == "lei"


@pytest.mark.parametrize(
    "code", ["", LEI[:-1], LEI + "0", "\N{FULLWIDTH DIGIT FIVE}" + LEI[1:], LEI[:18] + "AB"]
)
def test_what_is_no_lei_is_refused(code):
    with pytest.raises(InvalidCustomerData):
        identifiers.lei(code)


def test_a_phone_number_is_kept_as_e164():
    assert identifiers.phone("+49 (30) 12-34.567") == "+49301234567"
    for wrong in ("030 1234567", "+0 30 1234567", "+49", "+1234567890123456", "+49 30 x",
                  "+\N{FULLWIDTH DIGIT FOUR}9301234567"):  # fmt: skip
        with pytest.raises(InvalidCustomerData):
            identifiers.phone(wrong)


def test_an_email_address_is_taken_where_it_can_be_one():
    for right in ("demo@example.org", "d.p+bank@mail.example.org", "ü@exämple.org"):
        assert identifiers.email(f" {right} ") == right
    for wrong in ("", "demo", "@example.org", "demo@", "a b@example.org", "a@b@example.org",
                  "a@localhost", "x" * 65 + "@example.org", "a@example.org\n.x"):  # fmt: skip
        with pytest.raises(InvalidCustomerData):
            identifiers.email(wrong)


def test_a_country_is_one_of_iso_3166():
    assert (identifiers.country(" de "), len(identifiers.COUNTRIES)) == ("DE", 249)
    for wrong in ("", "D", "EU", "UK", "GERMANY"):
        with pytest.raises(InvalidCustomerData):
            identifiers.country(wrong)
