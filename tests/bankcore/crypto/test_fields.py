"""Single encrypted values."""

import pytest

from bankcore.crypto import fields, key_ring
from bankcore.crypto.fields import CannotDecrypt, Place

pytestmark = pytest.mark.usefixtures("bank")

HERE = {"table": "t", "column": "c", "row": "7", "subject": "customer:1"}


def test_a_value_comes_back_at_its_own_place_and_purpose():
    sealed = fields.encrypt(b"value", purpose="a", place=Place(**HERE))
    assert fields.decrypt(sealed, purpose="a", place=Place(**HERE)) == b"value"
    assert b"value" not in sealed


@pytest.mark.parametrize("moved", HERE)
def test_a_value_does_not_open_at_another_place(moved):
    sealed = fields.encrypt(b"value", purpose="a", place=Place(**HERE))
    fields.encrypt(b"other", purpose="a", place=Place(**{**HERE, "subject": "customer:2"}))
    other = {**HERE, moved: "customer:2" if moved == "subject" else "8"}
    with pytest.raises(CannotDecrypt):
        fields.decrypt(sealed, purpose="a", place=Place(**other))


def test_words_of_a_place_do_not_run_into_each_other():
    sealed = fields.encrypt(b"value", purpose="a", place=Place(table="ab", column="c"))
    with pytest.raises(CannotDecrypt):
        fields.decrypt(sealed, purpose="a", place=Place(table="a", column="bc"))


def test_a_value_does_not_open_for_another_purpose():
    sealed = fields.encrypt(b"value", purpose="a")
    fields.encrypt(b"value", purpose="b")
    with pytest.raises(CannotDecrypt):
        fields.decrypt(sealed, purpose="b")


def test_a_value_says_which_data_key_it_is_under():
    sealed = fields.encrypt(b"value", purpose="a")
    assert sealed[:5] == b"\x02" + key_ring.current("a").key_id.to_bytes(4)
    assert len(sealed) == 5 + 12 + 5 + 16
    assert fields.encrypt(b"value", purpose="a", place=Place(**HERE))[0] == 3


def test_a_value_under_a_key_that_is_not_there_is_refused():
    sealed = fields.encrypt(b"value", purpose="a")
    with pytest.raises(CannotDecrypt, match="no data key"):
        fields.decrypt(sealed[:1] + b"\x7f\0\0\0" + sealed[5:], purpose="a")


def test_the_same_value_is_never_sealed_the_same_way_twice():
    assert fields.encrypt(b"value", purpose="a") != fields.encrypt(b"value", purpose="a")


@pytest.mark.parametrize("at", [0, 4, 5, 18, -1])
def test_an_altered_value_is_refused(at):
    sealed = bytearray(fields.encrypt(b"value", purpose="a"))
    sealed[at] ^= 1
    with pytest.raises(CannotDecrypt):
        fields.decrypt(bytes(sealed), purpose="a")


def test_a_value_of_before_data_keys_is_read_with_the_key_of_then(settings):
    first = first_value(b"value", purpose="a")
    assert fields.decrypt(first, purpose="a") == b"value"
    with pytest.raises(CannotDecrypt):
        fields.decrypt(first, purpose="b")
    settings.FIELD_KEY = "another"
    with pytest.raises(CannotDecrypt):
        fields.decrypt(first, purpose="a")


def first_value(plain: bytes, *, purpose: str) -> bytes:
    """Return the value as the code of before data keys sealed it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from bankcore.crypto import keys

    nonce = bytes(12)
    key = keys.encryption_key(version=1)
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())
