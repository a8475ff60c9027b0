"""Payments in ISO 20022 messages: official versions are read, tricks and wrong sums are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain import pain001 as reading
from payments.domain.bulk_files import FileFormat
from payments.domain.pain001 import read_pain001
from payments.domain.unreadable import UnreadableFile
from tests.payments.files import CREDITOR, ISO, line, pain001, schema

VERSIONS = ["03", "09", "11"]
LINES = [
    line(CREDITOR, amount="6.20", reference="E-1", remittance="Rent & heating"),
    line(CREDITOR, amount="7", reference="E-2", day="2026-04-01"),
]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version):
    file = read_pain001(pain001(LINES, version=version, message_id="M-1"))
    assert (file.format, file.message_id) == (FileFormat(f"pain.001.001.{version}"), "M-1")
    assert file.refusal is None
    first, second = file.lines
    assert (first.number, first.amount, first.currency) == (1, "6.20", "EUR")
    assert (first.remittance, first.end_to_end_id) == ("Rent & heating", "E-1")
    assert (first.debtor_iban, first.creditor_iban) == (CREDITOR, CREDITOR)
    assert (second.execution_date, second.payment_id) == ("2026-04-01", "PART-2")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_messages_of_these_tests_are_valid_by_the_official_schema(version):
    schema(f"pain.001.001.{version}").validate(pain001(LINES, version=version).decode())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"count": "3"}, "number_of_transactions_wrong"),
        ({"count": "x"}, "number_of_transactions_wrong"),
        ({"count": ""}, "number_of_transactions_wrong"),
        ({"total": "13.21"}, "control_sum_wrong"),
        ({"total": "NaN"}, "control_sum_wrong"),
    ],
)
def test_a_wrong_total_refuses_the_message_as_a_whole(wrong, code):
    assert read_pain001(pain001(LINES, **wrong)).refusal.code == code


def test_a_wrong_total_of_one_part_refuses_the_message_too():
    text = pain001(LINES).replace(b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs>2</NbOfTxs>", 1)
    assert "PART-1" in read_pain001(text).refusal.message


def test_a_control_sum_is_not_asked_for():
    text = pain001(LINES, total="").replace(b"<CtrlSum></CtrlSum>", b"")
    assert read_pain001(text).refusal is None


def test_a_text_over_several_lines_is_read_as_one():
    text = pain001(LINES).replace(b"Demo Creditor", b"\n   Demo\n   Creditor\n", 1)
    assert read_pain001(text).lines[0].creditor_name == "Demo Creditor"


def test_cheques_are_not_made():
    [cheque, _] = read_pain001(pain001(LINES).replace(b"TRF", b"CHK", 1)).lines
    assert cheque.fault.code == "payment_method_not_offered"


ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">&b;</Document>"""
OUTSIDE = (
    b"""<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]><Document>&x;</Document>"""
)
TYPES = b"""<!DOCTYPE Document SYSTEM "http://127.0.0.1/x.dtd"><Document/>"""


@pytest.mark.parametrize("text", [ENTITIES, OUTSIDE, TYPES])
def test_entities_and_type_definitions_are_refused(text):
    with pytest.raises(UnreadableFile, match="types or entities"):
        read_pain001(text)


@pytest.mark.parametrize(
    "text",
    [b"", b"<", b"<a/>", b"<a>" * 100_000 + b"</a>" * 100_000, b"\xff\xfe<",
     b'<?xml version="1.0" encoding="utf-99"?><a/>',
     pain001(LINES).replace(b"pain.001.001.09", b"pain.001.001.10"),
     pain001(LINES).replace(b"pain.001.001.09", b"pain.008.001.08"),
     pain001(LINES).replace(b"CstmrCdtTrfInitn", b"CstmrDrctDbtInitn"),
     pain001(LINES, message_id=""), pain001(LINES, message_id="x" * 36)],
)  # fmt: skip
def test_what_is_no_message_of_these_versions_is_refused(text):
    with pytest.raises(UnreadableFile):
        read_pain001(text)


def test_a_message_of_too_many_payments_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 1)
    with pytest.raises(UnreadableFile, match="more than 1 payments"):
        read_pain001(pain001(LINES))


@given(st.binary(max_size=200), st.integers(0, 1000), st.integers(0, 100))
def test_a_damaged_message_is_read_or_refused(bytes_, at, cut):
    text = pain001(LINES)
    try:
        read_pain001(text[:at] + bytes_ + text[at + cut :])
    except UnreadableFile as refused:
        assert refused.message  # noqa: PT017


def sample(name: str) -> bytes:
    path = ISO / "samples" / "moov-io-iso20022" / name
    if not path.exists():
        pytest.skip(f"{path} is not there: samples of others are not kept in the repository")
    return path.read_bytes()


def test_a_swiss_sample_is_read_and_its_wrong_count_found():
    file = read_pain001(sample("musterfile_pain.001_Nov2020.xml"))
    assert file.format is FileFormat.PAIN_001_03
    assert len(file.lines) == 8
    assert file.refusal.message == "NbOfTxs of the message is 7, but there are 8 payments."


def test_the_swiss_samples_control_sum_is_right_once_its_count_is():
    text = sample("musterfile_pain.001_Nov2020.xml")
    corrected = text.replace(b"<NbOfTxs>7</NbOfTxs>", b"<NbOfTxs>8</NbOfTxs>", 1)
    assert read_pain001(corrected).refusal is None


@pytest.mark.parametrize("name", ["pain008-musterfile.xml", "invalid_pain_v11.xml"])
def test_samples_of_other_messages_are_refused(name):
    with pytest.raises(UnreadableFile):
        read_pain001(sample(name))
