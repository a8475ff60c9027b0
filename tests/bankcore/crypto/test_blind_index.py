"""Exact search over encrypted values."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.crypto import blind_index, key_ring, keys

pytestmark = pytest.mark.usefixtures("bank")


def test_equal_values_have_equal_indexes_whatever_their_case_spaces_and_forms():
    index = blind_index.index_of("Straße 5 \N{FULLWIDTH LATIN CAPITAL LETTER A}", purpose="a")
    for other in ("STRASSE 5A", " strasse  5 a ", "straße\N{NO-BREAK SPACE}5a"):
        assert blind_index.index_of(other, purpose="a") == index
    assert blind_index.index_of("strasse 5b", purpose="a") != index


def test_an_index_belongs_to_its_purpose():
    index = blind_index.index_of("value", purpose="a")
    assert blind_index.index_of("value", purpose="b")[5:] != index[5:]


def test_an_index_says_which_key_made_it_and_is_found():
    index = blind_index.index_of("value", purpose="a")
    assert len(index) == blind_index.BYTES
    assert index[:5] == b"\x02" + key_ring.current("index:a").key_id.to_bytes(4)
    assert index in blind_index.search_values(" VALUE", purpose="a")


def test_an_index_of_before_data_keys_is_searched_for_too():
    key = keys.index_key(version=1, purpose="a")
    first = b"\x01" + hmac.digest(key, b"value", hashlib.sha256)
    assert first in blind_index.search_values("value", purpose="a")


@given(st.text())
def test_a_normalised_value_is_normal(value):
    once = blind_index.normalised(value)
    assert blind_index.normalised(once) == once
