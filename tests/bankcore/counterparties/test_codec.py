"""The network's codec against messages written by hand, byte by byte, from the wire's page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankcore.counterparties.card_network import codec, keys
from bankcore.counterparties.card_network.codec import Malformed, Message, Unframer
from bankcore.counterparties.card_network.fields import FIELDS, MASTERCARD, VISA, Form

# Fields 2 3 4 7 11 and, beyond the first bitmap, 70.
FIELDS_BY_HAND = {
    2: "4242424242424242", 3: "000000", 4: "000000001000", 7: "1125101500", 11: "000007",
    32: "999999", 37: "RRN000000007", 49: "0978",
}  # fmt: skip
VISA_BY_HAND = bytes.fromhex(
    "0100"  # type
    "7220000108008000"  # bits 2 3 4 7, 11, 32, 37, 49
    "10 4242424242424242"  # 16 digits
    "000000" "000000001000" "1125101500" "000007"
    "06 999999"
    "D9D9D5F0F0F0F0F0F0F0F0F7"  # RRN000000007
    "0978".replace(" ", "")
)  # fmt: skip
MASTERCARD_BY_HAND = bytes.fromhex(
    "F0F1F0F0"
    "7220000108008000"
    "F1F6" "F4F2F4F2F4F2F4F2F4F2F4F2F4F2F4F2"
    "F0F0F0F0F0F0" "F0F0F0F0F0F0F0F0F1F0F0F0" "F1F1F2F5F1F0F1F5F0F0" "F0F0F0F0F0F7"
    "F0F6" "F9F9F9F9F9F9"
    "D9D9D5F0F0F0F0F0F0F0F0F7"
    "F0F9F7F8"
)  # fmt: skip
BY_HAND = [(VISA, VISA_BY_HAND), (MASTERCARD, MASTERCARD_BY_HAND)]


@pytest.mark.parametrize(("dialect", "data"), BY_HAND)
def test_a_message_written_by_hand_is_read_and_written_so(dialect, data):
    read = codec.decode(data, dialect)
    assert (read.mti, read.fields) == ("0100", FIELDS_BY_HAND)
    assert codec.encode(read, dialect, with_mac=False) == data


@pytest.mark.parametrize(
    ("dialect", "written"), [(VISA, "0F 0378734493671000"), (MASTERCARD, "F1F5 ")]
)
def test_an_odd_number_of_digits_is_counted_in_digits(dialect, written):
    data = codec.encode(Message("0100", {2: "378734493671000"}), dialect, with_mac=False)
    assert bytes.fromhex(written) in data
    assert codec.decode(data, dialect).fields[2] == "378734493671000"


@pytest.mark.parametrize(("number", "last"), [(49, 64), (90, 128)])
def test_the_mac_is_the_last_field_and_covers_all_before_it(number, last):
    value = "0978" if number == 49 else "0" * 42
    body = codec.encode(Message("0400", {number: value}), VISA, with_mac=True)
    read = codec.decode(body + b"12345678", VISA)
    assert (read.signed, read.mac) == (body, b"12345678")
    bitmap = body[2:10] if last == 64 else body[2:18]
    assert bitmap[-1] & 1


@pytest.mark.parametrize(("dialect", "data"), BY_HAND)
def test_a_message_that_is_cut_or_has_more_is_refused(dialect, data):
    for length in range(len(data)):
        with pytest.raises(Malformed):
            codec.decode(data[:length], dialect)
    with pytest.raises(Malformed):
        codec.decode(data + b"\x00", dialect)


@pytest.mark.parametrize(
    "data",
    [
        "0100 0800000000000000",  # field 5, which this wire has not
        "010A 4000000000000000 10 4242424242424242",  # a type that is no number
        "0100 4000000000000000 10 42424242424242AB",  # digits that are none
        "0100 4000000000000000 0F 1378734493671000",  # padding that is not 0
        "0100 4000000000000000 14 42424242424242424242",  # 20 digits of at most 19
    ],
)
def test_bytes_that_break_the_agreement_are_refused(data):
    with pytest.raises(Malformed):
        codec.decode(bytes.fromhex(data), VISA)


@pytest.mark.parametrize(
    "fields", [{5: "1"}, {3: "00000"}, {3: "00000A"}, {2: "4" * 20}, {38: "12345€"}, {64: "00" * 8}]
)
def test_fields_that_break_the_agreement_are_not_written(fields):
    with pytest.raises(Malformed):
        codec.encode(Message("0100", fields), VISA, with_mac=False)


def values(number: int):
    what = FIELDS[number]
    length = st.integers(1, what.length) if what.prefix else st.just(what.length)
    alphabet = {Form.NUMBER: "0123456789", Form.TEXT: "AZaz09 -/.", Form.BYTES: "0123456789abcdef"}
    double = 2 if what.form is Form.BYTES else 1
    return length.flatmap(
        lambda size: st.text(alphabet[what.form], min_size=size * double, max_size=size * double)
    )


MESSAGES = st.fixed_dictionaries(
    {}, optional={number: values(number) for number in FIELDS if number not in {64, 128}}
)


@given(fields=MESSAGES, dialect=st.sampled_from([VISA, MASTERCARD]), mac=st.booleans())
def test_whatever_is_written_is_read_as_it_was(fields, dialect, mac):
    data = codec.encode(Message("0420", fields), dialect, with_mac=mac) + bytes(8 * mac)
    read = codec.decode(data, dialect)
    assert (read.mti, read.fields, len(read.mac)) == ("0420", fields, 8 * mac)


@given(data=st.binary(max_size=200), dialect=st.sampled_from([VISA, MASTERCARD]))
def test_any_bytes_are_a_message_or_refused(data, dialect):
    try:
        read = codec.decode(data, dialect)
    except Malformed:
        return
    assert set(read.fields) <= set(FIELDS)


@given(
    bodies=st.lists(st.binary(min_size=1, max_size=50), max_size=8),
    cuts=st.lists(st.integers(1, 20), max_size=50),
)
def test_a_stream_is_cut_into_the_same_messages_however_it_comes(bodies, cuts):
    stream, found, unframer = b"".join(codec.frame(body) for body in bodies), [], Unframer()
    for cut in [*cuts, len(stream)]:
        found += unframer.feed(stream[:cut])
        stream = stream[cut:]
    assert found == bodies


def test_the_mac_is_aes_cmac_by_the_published_example():
    # NIST SP 800-38B, D.3: AES-256, 16 bytes.
    key = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    data = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    assert keys.mac(key=key, data=data) == bytes.fromhex("28a7023f452e8f82")


def test_a_key_is_wrapped_by_the_published_example():
    # RFC 3394, 4.6: 256 bits of key data with a 256-bit key.
    zone = bytes.fromhex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F")
    key = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")
    assert keys.wrapped(key=key, zone=zone) == (
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    )


def test_a_zone_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "secrets" / "zone"
    assert keys.zone_key(path) == keys.zone_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["zone"]
    path.write_text("00ff")
    with pytest.raises(ValueError, match="64 hex digits"):
        keys.zone_key(path)
