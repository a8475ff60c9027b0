"""Payments in a CSV file: read as written or refused, whatever the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.bulk_csv import OPTIONAL, REQUIRED, read_csv
from payments.domain.bulk_lines import judge
from payments.domain.unreadable import UnreadableFile
from tests.payments.files import HEADER

LINE = 'DE1,DE2,"Demo, Creditor",12.50,EUR,E-1,2026-03-02,Rent'
FIELDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=50)


def test_a_line_is_read_by_the_names_of_its_columns():
    [line] = read_csv(f"{HEADER}\n{LINE}\n".encode()).lines
    assert (line.number, line.creditor_name, line.amount, line.remittance) == (
        1, "Demo, Creditor", "12.50", "Rent",
    )  # fmt: skip


def test_columns_may_stand_in_any_order_with_semicolons_and_a_mark_of_utf8():
    text = "amount;currency;creditor_name;creditor_iban;debtor_iban\r\n1;EUR;Ä;C;D\r\n"
    [line] = read_csv(b"\xef\xbb\xbf" + text.encode()).lines
    assert (line.debtor_iban, line.creditor_iban, line.creditor_name) == ("D", "C", "Ä")


def test_empty_lines_are_passed_over_and_a_broken_one_is_refused_by_itself():
    file = read_csv(f"{HEADER}\n\n{LINE}\n,,,\nDE1,DE2\n{LINE}\n".encode())
    assert [line.number for line in file.lines] == [1, 2, 3]
    assert [line.fault is None for line in file.lines] == [True, False, True]
    assert file.lines[1].fault.message == "The line has 2 fields where the header has 8."


@pytest.mark.parametrize(
    "text",
    ["", "\n", "a,b", HEADER.replace("amount", "ammount"), HEADER + ",amount", HEADER + ",x",
     HEADER.replace(",currency", ""), f'{HEADER}\n"open', f'{HEADER}\n"a"b,c'],
)  # fmt: skip
def test_a_file_without_the_header_or_with_an_open_quote_is_refused(text):
    with pytest.raises(UnreadableFile):
        read_csv(text.encode())


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        list(judge(read_csv(data).lines))
    except UnreadableFile as refused:
        assert refused.message  # noqa: PT017


@given(st.text(max_size=300))
def test_any_text_below_the_header_is_read_or_refused(text):
    try:
        lines = list(judge(read_csv(f"{HEADER}\n{text}".encode(errors="replace")).lines))
    except UnreadableFile:
        return
    assert [each.written.number for each in lines] == list(range(1, len(lines) + 1))


@given(st.lists(st.lists(FIELDS, min_size=8, max_size=8), max_size=5))
def test_what_is_written_properly_is_read_back(rows):
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(REQUIRED + OPTIONAL)
    writer.writerows(rows)
    written = [[" ".join(field.split()) for field in row] for row in rows]
    kept = [row for row in written if any(row)]
    found = read_csv(out.getvalue().encode()).lines
    assert [[getattr(line, name) for name in REQUIRED + OPTIONAL] for line in found] == kept
