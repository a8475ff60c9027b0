"""Counting notes and coins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.money import Currency, Money
from payments.domain.denominations import (
    PIECES,
    CashCount,
    InvalidCount,
    NoCashInCurrency,
    pieces_of,
)

EUR = Currency.of("EUR")


@given(pieces=st.dictionaries(st.sampled_from(PIECES["EUR"]), st.integers(0, 10_000)))
def test_a_count_is_worth_what_its_pieces_are(pieces):
    total = CashCount(EUR, pieces).total
    assert total == Money(sum(face * number for face, number in pieces.items()), EUR)


@given(minor=st.integers(0, 10**8), code=st.sampled_from(sorted(PIECES)))
def test_any_amount_that_notes_can_make_is_counted_to_the_cent(minor, code):
    currency = Currency.of(code)
    minor -= minor % pieces_of(currency)[-1]
    assert CashCount.of(Money(minor, currency)).total == Money(minor, currency)


def test_an_amount_that_no_coin_makes_is_refused():
    with pytest.raises(InvalidCount, match=r"0\.03 CHF"):
        CashCount.of(Money(3, Currency.of("CHF")))
    with pytest.raises(InvalidCount):
        CashCount.of(Money(-5, EUR))


@pytest.mark.parametrize("pieces", [{3: 1}, {100: -1}, {100: 1_000_001}])
def test_a_count_names_pieces_that_there_are(pieces):
    with pytest.raises(InvalidCount):
        CashCount(EUR, pieces)


def test_every_currencys_pieces_go_from_large_to_small():
    for faces in PIECES.values():
        assert list(faces) == sorted(set(faces), reverse=True)


def test_a_currency_without_notes_is_said_to_have_none():
    with pytest.raises(NoCashInCurrency):
        pieces_of(Currency.of("KWD"))
