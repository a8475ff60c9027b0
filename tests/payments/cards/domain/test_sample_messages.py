"""Messages of others, decoded by specs as data, or refused with a reason that has a name."""

from copy import deepcopy

import pytest
from iso8583.specs import default_ascii

from payments.cards.domain import codec
from payments.cards.domain.codec import Reason, Unreadable
from tests.conftest import SHARED_DATA

FOLDER = SHARED_DATA / "iso8583" / "moov-io-iso8583"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the sample messages are not here")


def spec(**changes):
    made = deepcopy(default_ascii)
    for field, values in changes.items():
        made[field.removeprefix("de")] |= values
    return made


PACKED = {"data_enc": "b", "len_type": 0}
SPECS = {
    "ascii": spec(),
    "ascii, EBCDIC acceptor": spec(de42={"data_enc": "cp500"}),
    "ascii, EBCDIC track": spec(de35={"data_enc": "cp500"}),
    "ascii, fee of a sign and seven digits": spec(de28={"max_len": 8}),
    "ascii, packed numbers": spec(
        de7=PACKED | {"max_len": 5}, de11=PACKED | {"max_len": 3}, de12=PACKED | {"max_len": 3}
    ),
}
REVERSAL = {"t": "0400", "2": "1111111110000000000", "4": "000000030000", "11": "100331"}
ANSWER = REVERSAL | {"t": "0410"}
ADVICE = {"t": "0420", "2": "", "4": "000000030000", "7": "0109080646"}
MANAGEMENT = {"t": "0800", "7": "0420090613", "11": "900001", "12": "090613"}
READ = {
    "financial_transaction_message": ("ascii", {"t": "0200", "3": "380000", "49": "360"}),
    "iso_reversal_message": ("ascii", REVERSAL | {"7": "0109080646"}),
    "iso_reversal_message_error_date": ("ascii", REVERSAL),
    "iso_reversal_message_response": ("ascii", ANSWER | {"39": "00"}),
    "iso_reversal_repeat_message_response": ("ascii", ANSWER | {"11": "200331"}),
    "iso_reversal_message_advice": ("ascii", ADVICE),
    "iso_reversal_message_advice_missing_field": ("ascii", ADVICE),
    "network_management_message_response": ("ascii", MANAGEMENT | {"t": "0810", "39": "00"}),
    "message_with_character_ebcdic_encoding": (
        "ascii, EBCDIC acceptor",
        MANAGEMENT | {"42": "ABCDEFGHIJKLMNO"},
    ),
    "message_with_indicate_numeric": (
        "ascii, fee of a sign and seven digits",
        MANAGEMENT | {"28": "C0000000"},
    ),
    "message_with_number_bcd_encoding": ("ascii, packed numbers", MANAGEMENT),
    "network_management_message_with_error_track": (
        "ascii, EBCDIC track",
        MANAGEMENT | {"35": "III", "70": "001"},
    ),
}
# Cut off in the middle; a length as one hexadecimal digit; a packed length padded on the right.
REFUSED = {
    "error_message": (Reason.CUT_SHORT, "55"),
    "message_with_hex_length": (Reason.BAD_LENGTH, "32"),
    "message_with_hex_bcd": (Reason.BAD_LENGTH, "48"),
}


def raw(name):
    return (FOLDER / f"{name}.dat").read_bytes()


@pytest.mark.parametrize("name", READ)
def test_a_message_is_decoded_by_its_spec_and_says_the_same_encoded_again(name):
    which, expected = READ[name]
    message = codec.decode(raw(name), SPECS[which])
    assert {field: message.get(field) for field in expected} == expected
    assert codec.decode(codec.encode(message, SPECS[which]), SPECS[which]) == message


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_that_no_spec_fits_is_refused_by_name(name):
    reason, field = REFUSED[name]
    with pytest.raises(Unreadable) as refused:
        codec.decode(raw(name), SPECS["ascii"])
    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_a_message_without_what_its_type_needs_is_refused():
    message = codec.decode(raw("iso_reversal_message_advice_missing_field"), SPECS["ascii"])
    with pytest.raises(Unreadable) as refused:
        codec.check(message)
    assert (refused.value.reason, refused.value.field) == (Reason.MISSING_FIELD, "2")


def test_every_sample_is_looked_at():
    assert {path.stem for path in FOLDER.glob("*.dat")} <= READ.keys() | REFUSED.keys()
