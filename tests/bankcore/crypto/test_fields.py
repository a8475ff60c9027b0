"""Single encrypted values."""

import pytest

from bankcore.crypto import fields


def test_a_value_comes_back_under_its_own_key_and_purpose(settings):
    sealed = fields.encrypt(b"value", purpose="a")
    assert fields.decrypt(sealed, purpose="a") == b"value"
    assert b"value" not in sealed
    with pytest.raises(fields.CannotDecrypt):
        fields.decrypt(sealed, purpose="b")
    settings.FIELD_KEY = "another"
    with pytest.raises(fields.CannotDecrypt):
        fields.decrypt(sealed, purpose="a")


def test_the_same_value_is_never_sealed_the_same_way_twice():
    assert fields.encrypt(b"value", purpose="a") != fields.encrypt(b"value", purpose="a")


@pytest.mark.parametrize("at", [0, 5, 14, -1])
def test_an_altered_value_is_refused(at):
    sealed = bytearray(fields.encrypt(b"value", purpose="a"))
    sealed[at] ^= 1
    with pytest.raises(fields.CannotDecrypt):
        fields.decrypt(bytes(sealed), purpose="a")
