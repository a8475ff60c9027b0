"""Customers type amounts as their language writes them, and nothing is read in two ways."""

import pytest
from django.utils import translation

from bankcore.money import Currency, InvalidAmount, Money
from bankcore.presentation.typed_amounts import AmbiguousAmount, example, read_amount

EUR, JPY, KWD = (Currency.of(code) for code in ("EUR", "JPY", "KWD"))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("text", "minor"), [("12.50", 1250), ("12,50", 1250), ("12", 1200), ("0,05", 5), (" 7.5 ", 750)]
)
def test_a_point_and_a_comma_before_the_cents_are_read_alike(language, text, minor):
    with translation.override(language):
        assert read_amount(text, EUR) == Money(minor, EUR)


@pytest.mark.parametrize(
    ("language", "text", "minor"),
    [
        ("de", "1.234,50", 123_450),
        ("de", "1.234.567,5", 123_456_750),
        ("de", "1.234", 123_400),
        ("en", "1,234.50", 123_450),
        ("en", "1,234", 123_400),
        ("en", "1,234,567", 123_456_700),
    ],
)
def test_thousands_are_grouped_as_the_language_does(language, text, minor):
    with translation.override(language):
        assert read_amount(text, EUR) == Money(minor, EUR)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1,234.50"),
        ("en", "1.234,50"),
        ("de", "1,234"),
        ("en", "1.234"),
        *((language, text) for language in ("de", "en") for text in ("1.23.4", "1,2,3", "12,")),
        *((language, text) for language in ("de", "en") for text in ("", "-1", "+1", "1e3")),
        *((language, text) for language in ("de", "en") for text in ("01,00", "0", "0,00")),
        *(
            (language, text)
            for language in ("de", "en")
            for text in ("1 234", "1234.567", "\uff11")
        ),
        ("de", "0.123,00"),
        ("de", "12.34,50"),
        ("en", "1,23"[:2] + "234,5.0"),
    ],
)
def test_other_shapes_are_refused(language, text):
    with translation.override(language), pytest.raises(InvalidAmount):
        read_amount(text, EUR)


@pytest.mark.parametrize(("language", "text"), [("de", "1.234"), ("en", "1,234")])
def test_what_could_be_thousands_or_decimals_is_refused(language, text):
    with translation.override(language):
        with pytest.raises(AmbiguousAmount):
            read_amount(text, KWD)
        assert read_amount(text, JPY) == Money(1234, JPY)


def test_the_hint_is_written_as_the_language_does():
    with translation.override("de"):
        assert example() == "12,50"
    with translation.override("en"):
        assert example() == "12.50"
