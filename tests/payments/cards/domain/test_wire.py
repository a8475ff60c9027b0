"""What goes over the wire, byte by byte, in both networks' ways of speaking."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st

from bankcore.money import Money
from payments.cards.domain import codec, emv, macs, matching, requests
from payments.cards.domain.codec import Reason, Unreadable
from payments.cards.domain.requests import AcceptorFields
from payments.cards.domain.response_codes import decline_code, is_approved
from payments.cards.domain.session_keys import OVERLAP, SessionKeys
from payments.cards.domain.specs import DIALECTS, MASTERCARD, VISA
from payments.gateway.domain.declines import DECLINES

NOW = datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC)
NUMBER = "4242424242424242"
SHOP = AcceptorFields(
    merchant_id="acct_demo", name="Demo Shop", city="Dublin", country="IE", category="5732"
)
KEY = bytes(range(32))


def refusal(call, *args):
    with pytest.raises(Unreadable) as refused:
        call(*args)
    return refused.value.reason


def authorisation(**more):
    message = requests.authorisation(
        amount=Money.of("12.34", "EUR"), acceptor=SHOP, recurring=more.pop("recurring", False)
    )
    numbers = requests.times(NOW, stan="000007", rrn="606100000007")
    return {**message, **numbers, **requests.card(NUMBER, 12, 2030), **more}


def test_a_visa_like_message_packs_its_digits():
    raw = codec.encode({"t": "0800", "7": "0302093005", "11": "000001", "70": "0001"}, VISA)
    # type, bitmap with bits 1 7 11, second bitmap with bit 70, DE7, DE11, DE70
    expected = "0800 8220000000000000 0400000000000000 0302093005 000001 0001"
    assert raw == bytes.fromhex(expected)


def test_a_mastercard_like_message_spells_its_digits_in_ebcdic():
    raw = codec.encode({"t": "0800", "7": "0302093005", "11": "000001", "70": "0001"}, MASTERCARD)
    bitmaps = bytes.fromhex("8220000000000000 0400000000000000")
    assert raw == "0800".encode("cp500") + bitmaps + "03020930050000010001".encode("cp500")


def test_an_odd_number_of_digits_is_padded_on_the_left_and_counted_as_digits():
    raw = codec.encode({"t": "0110", "2": "123456789012345"}, VISA)
    assert raw[10:] == bytes.fromhex("0F 0123456789012345")
    assert codec.decode(raw, VISA)["2"] == "123456789012345"


def test_variable_text_is_led_by_a_binary_length_or_by_ebcdic_digits():
    message = {"t": "0110", "48": "9203123"}
    assert codec.encode(message, VISA)[10:] == b"\x00\x07" + "9203123".encode("cp500")
    assert codec.encode(message, MASTERCARD)[12:] == "0079203123".encode("cp500")


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_an_authorisation_has_what_the_agreement_asks_for(dialect):
    message = authorisation(**requests.additional("123", None))
    codec.check(message)
    again = codec.decode(macs.signed(message, dialect.spec, KEY), dialect.spec)
    assert again.pop("64")
    assert again == message
    assert (again["4"], again["49"], again["14"]) == ("000000001234", "0978", "3012")
    assert (again["22"], again["25"]) == ("0810", "59")
    assert again["43"] == "Demo Shop              Dublin        IE "


def test_what_a_mandate_allows_is_told_as_such():
    message = authorisation(recurring=True)
    assert (message["22"], message["25"]) == ("0100", "08")


@pytest.mark.parametrize("missing", ["2", "4", "7", "11", "37", "42"])
def test_an_authorisation_without_a_needed_field_is_refused(missing):
    message = authorisation()
    del message[missing]
    assert refusal(codec.check, message) == Reason.MISSING_FIELD


def test_letters_among_digits_are_refused():
    raw = codec.encode(authorisation() | {"4": "00000000123A"}, VISA)
    assert refusal(codec.check, codec.decode(raw, VISA)) == Reason.NOT_DIGITS


@given(st.binary(max_size=200), st.sampled_from([VISA, MASTERCARD]))
def test_whatever_comes_is_read_or_refused_by_name(raw, spec):
    try:
        message = codec.decode(raw, spec)
        codec.check(message)
    except Unreadable as refused:
        assert isinstance(refused.reason, Reason)  # noqa: PT017 - either end is right
    else:
        assert codec.encode(message, spec)


def test_nothing_of_a_card_is_stored_or_logged():
    message = authorisation(**requests.additional("987", None)) | {
        "55": "9F2608AABB",
        "64": "00" * 8,
    }
    kept = codec.without_secrets(message)
    assert not kept.keys() & {"2", "14", "48", "55", "64"}
    line = codec.for_logs(message)
    assert "************4242" in line
    assert NUMBER not in line
    assert "987" not in line
    assert "3012" not in line


# NIST SP 800-38B, example of AES-256 with 16 bytes of message.
NIST_KEY = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"


def test_macs_are_aes_cmac():
    data = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    assert macs.mac_of(data, bytes.fromhex(NIST_KEY)).hex() == "28a7023f452e8f82"


def test_a_mac_is_the_last_field_and_covers_all_before_it():
    raw = macs.signed(authorisation(), VISA, KEY)
    message = codec.decode(raw, VISA)
    macs.verify(raw, message, (KEY,))
    assert message["64"] == macs.mac_of(raw[:-8], KEY).hex().upper()
    for place in (0, 5, len(raw) - 9, len(raw) - 1):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert refusal(macs.verify, changed, message | {"64": changed[-8:].hex()}, (KEY,)) == (
            Reason.WRONG_MAC
        )


def test_a_second_bitmap_moves_the_mac_to_the_last_bit():
    raw = macs.signed({"t": "0800", "7": "0302093005", "11": "000001", "70": "0301"}, VISA, KEY)
    assert "128" in codec.decode(raw, VISA)


def test_a_message_without_a_mac_is_not_taken():
    message = authorisation()
    assert refusal(macs.verify, codec.encode(message, VISA), message, (KEY,)) == Reason.WRONG_MAC


def test_a_session_key_comes_wrapped():
    assert macs.unwrap(aes_key_wrap(KEY, KEY[::-1]).hex(), KEY) == KEY[::-1]
    for wrong in (aes_key_wrap(KEY[::-1], KEY).hex(), "00" * 40, "", "zz", "00"):
        assert refusal(macs.unwrap, wrong, KEY) == Reason.WRONG_KEY
    assert refusal(macs.unwrap, aes_key_wrap(KEY, KEY[:16]).hex(), KEY) == Reason.WRONG_KEY


def test_the_key_before_is_taken_for_ten_seconds():
    keys = SessionKeys()
    assert keys.taken(now=NOW) == ()
    keys.install(b"1", now=NOW)
    keys.install(b"2", now=NOW)
    assert keys.current == b"2"
    assert keys.taken(now=NOW + OVERLAP - timedelta(seconds=1)) == (b"2", b"1")
    assert keys.taken(now=NOW + OVERLAP) == (b"2",)


def test_an_answer_finds_its_request_without_its_terminal():
    answer = {"t": "0110", "7": "0302093005", "11": "000007", "32": "999999", "39": "00"}
    key = matching.answered(answer, now=NOW + timedelta(seconds=3))
    assert (key.mti, key.stan, key.transmitted_at, key.acquirer) == (
        "0100",
        "000007",
        NOW,
        "999999",
    )


def test_a_time_without_a_year_is_the_nearest():
    new_year = datetime(2027, 1, 1, 0, 0, 2, tzinfo=UTC)
    assert matching.moment_of("1231235959", now=new_year).year == 2026
    assert matching.moment_of("0101000001", now=new_year - timedelta(seconds=3)).year == 2027
    assert matching.moment_of("0229120000", now=datetime(2028, 3, 1, tzinfo=UTC)).year == 2028
    assert refusal(lambda: matching.moment_of("1341000000", now=NOW)) == Reason.NO_SUCH_TIME


def test_an_original_is_named_by_42_digits():
    key = matching.OriginalKey("0100", "000007", NOW, "999999")
    assert str(key) == "010000000703020930050000099999900000000000"
    assert matching.original(str(key), now=NOW) == key
    assert refusal(lambda: matching.original("0100", now=NOW)) == Reason.BAD_LENGTH


def test_numbers_of_a_day_go_on_after_999999_and_references_stay_unique():
    assert matching.numbered(1, NOW) == ("000001", "606100000001")
    assert matching.numbered(1_000_000, NOW) == ("000001", "606101000000")


def test_a_part_is_reversed_by_what_is_to_remain():
    message = requests.reversal(
        authorisation(), de90="0" * 42, amount=Money.of("12.34", "EUR"), remaining=500
    )
    assert (message["t"], message["4"], message["95"]) == (
        "0400",
        "000000001234",
        "000000000500" + "0" * 30,
    )
    whole = requests.reversal(authorisation(), de90="0" * 42, amount=Money.of("12.34", "EUR"))
    assert "95" not in whole


def test_a_reversal_by_wish_that_was_not_answered_becomes_an_advice_of_the_same():
    by_wish = requests.reversal(
        authorisation(), de90="9" * 42, amount=Money.of("12.34", "EUR"), remaining=500
    )
    advice = requests.reversal_advice(
        by_wish, de90="1" * 42, amount=Money.of("7.34", "EUR"), why="68"
    )
    assert (advice["t"], advice["90"], advice["95"][:12], advice["39"]) == (
        *("0420", "9" * 42),
        *("000000000500", "68"),
    )


def test_every_answer_code_has_a_code_of_the_gateway():
    known = "01 03 04 05 12 13 14 41 43 51 54 57 59 61 62 65 78 82 N7 91 94 96 R0 R1 1A"
    for code in known.split():
        assert decline_code(code) in DECLINES
        assert decline_code(code) != "generic_decline"
        assert not is_approved("0100", code)
    assert decline_code("ZZ") == "generic_decline"
    assert is_approved("0100", "10")
    assert is_approved("0400", "25")
    assert not is_approved("0100", "25")


def test_subelements_are_tag_length_and_value():
    assert codec.subelements("9203123110412AB") == {"92": "123", "11": "12AB"}
    assert codec.joined({"92": "123", "11": "12AB"}) == "9203123110412AB"
    for cut in ("92", "9203", "92031", "92xx123", "9"):
        assert refusal(codec.subelements, cut) == Reason.BAD_LENGTH


def test_chip_data_is_read_and_written():
    elements = {"9F26": bytes(8), "82": b"\x3c\x00", "9F10": bytes(200)}
    raw = emv.encode(elements)
    assert raw.startswith(bytes.fromhex("9F2608"))
    assert raw[-203:-200] == bytes.fromhex("1081C8")
    assert emv.decode(raw) == elements
    assert emv.decode(bytes.fromhex("7704 820 2 3C00".replace(" ", ""))) == {"82": b"\x3c\x00"}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("9F", Reason.CUT_SHORT),
        ("82", Reason.CUT_SHORT),
        ("8202", Reason.CUT_SHORT),
        ("8283000001", Reason.BAD_LENGTH),
        ("820100820100", Reason.TWICE),
    ],
)
def test_broken_chip_data_is_refused(raw, reason):
    assert refusal(emv.decode, bytes.fromhex(raw)) == reason
