"""Exact search over encrypted values."""

from hypothesis import given
from hypothesis import strategies as st

from bankcore.crypto import blind_index


def test_equal_values_have_equal_indexes_whatever_their_case_spaces_and_forms():
    index = blind_index.index_of("Straße 5 \N{FULLWIDTH LATIN CAPITAL LETTER A}", purpose="a")
    for other in ("STRASSE 5A", " strasse  5 a ", "straße\N{NO-BREAK SPACE}5a"):
        assert blind_index.index_of(other, purpose="a") == index
    assert blind_index.index_of("strasse 5b", purpose="a") != index


def test_an_index_belongs_to_its_purpose_and_key(settings):
    index = blind_index.index_of("value", purpose="a")
    assert blind_index.index_of("value", purpose="b") != index
    settings.FIELD_KEY = "another"
    assert blind_index.index_of("value", purpose="a") != index


def test_an_index_says_which_key_made_it_and_is_found():
    index = blind_index.index_of("value", purpose="a")
    assert (len(index), index[0]) == (blind_index.BYTES, 1)
    assert index in blind_index.search_values(" VALUE", purpose="a")


@given(st.text())
def test_a_normalised_value_is_normal(value):
    once = blind_index.normalised(value)
    assert blind_index.normalised(once) == once
