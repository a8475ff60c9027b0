"""Each line of a file is read or refused by itself, with a reason its debtor understands."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.bulk_files import RawLine
from payments.domain.bulk_lines import judge
from payments.domain.status_reasons import NARRATIVE, iso_code
from tests.factories import eur

GOOD = RawLine(
    number=1,
    debtor_iban="DE89 3704 0044 0532 0130 00",
    creditor_iban="de89370400440532013000",
    creditor_name="Demo Creditor",
    amount="12.50",
    currency="EUR",
    execution_date="2028-02-29",
    end_to_end_id="E-1",
)


def reason(**change) -> str:
    [judged] = judge([replace(GOOD, **change)])
    return judged.reason.code if judged.reason else ""


def test_a_good_line_is_read():
    [judged] = judge([GOOD])
    assert judged.reason is None
    assert (judged.amount, judged.execution_date) == (eur("12.50"), date(2028, 2, 29))
    assert judged.written.debtor_iban == judged.written.creditor_iban == "DE89370400440532013000"


@pytest.mark.parametrize(
    ("change", "code", "iso"),
    [
        ({"amount": "12,50"}, "invalid_amount", "AM12"),
        ({"amount": "12.505"}, "invalid_amount", "AM12"),
        ({"amount": "0"}, "invalid_amount", "AM12"),
        ({"amount": "-1"}, "invalid_amount", "AM12"),
        ({"currency": "XXX"}, "unknown_currency", "AM11"),
        ({"currency": ""}, "unknown_currency", "AM11"),
        ({"debtor_iban": "DE00"}, "invalid_debtor_iban", "AC02"),
        ({"creditor_iban": ""}, "invalid_creditor_iban", "AC03"),
        ({"creditor_name": ""}, "creditor_name_missing", "BE22"),
        ({"creditor_name": "x" * 141}, "text_too_long", NARRATIVE),
        ({"remittance": "x" * 141}, "text_too_long", NARRATIVE),
        ({"end_to_end_id": "x" * 36}, "text_too_long", NARRATIVE),
        ({"remittance": "a\0b"}, "text_not_printable", NARRATIVE),
        ({"execution_date": "2026-02-29"}, "invalid_execution_date", "DT01"),
        ({"execution_date": "1.3.2026"}, "invalid_execution_date", "DT01"),
        ({"execution_date": "20260301"}, "invalid_execution_date", "DT01"),
    ],
)
def test_a_wrong_field_refuses_the_line_by_name(change, code, iso):
    assert reason(**change) == code
    assert iso_code(code) == iso


def test_of_lines_with_one_end_to_end_id_the_first_stands():
    lines = [GOOD, replace(GOOD, number=2), replace(GOOD, number=3, end_to_end_id="E-2")]
    found = [judged.reason.code if judged.reason else "" for judged in judge(lines)]
    assert found == ["", "duplicate_end_to_end_id", ""]


@pytest.mark.parametrize("none", ["", "NOTPROVIDED"])
def test_lines_without_an_end_to_end_id_are_no_duplicates(none):
    lines = [replace(GOOD, number=number, end_to_end_id=none) for number in (1, 2)]
    assert [judged.reason for judged in judge(lines)] == [None, None]


@given(st.builds(RawLine, number=st.just(1), **dict.fromkeys(
    ("debtor_iban", "creditor_iban", "creditor_name", "amount", "currency", "execution_date",
     "remittance", "end_to_end_id"), st.text(max_size=50))))  # fmt: skip
def test_no_line_is_ever_an_error(raw):
    [judged] = judge([raw])
    assert judged.reason is None or judged.reason.message
