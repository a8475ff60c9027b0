"""NACHA files: every total is right in what is written, and no changed digit gets past a reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from ach import parser as peer
from hypothesis import given, settings
from hypothesis import strategies as st

from bankcore.money import Currency, Money
from payments.domain.us_accounts import check_digit
from payments.interbank.domain.corrections import corrected_account
from payments.interbank.domain.items import OutgoingItem, Party
from payments.interbank.domain.nacha import layouts
from payments.interbank.domain.nacha.composing import Ends, compose, split_account
from payments.interbank.domain.nacha.reading import read_file
from payments.interbank.domain.nacha.records import CannotWrite, UnreadableFile, record
from payments.interbank.domain.nacha.text import plain

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ENDS = Ends(
    origin="999999992",
    origin_name="Demo Bank",
    destination="888888884",
    destination_name="ACH operator",
)


def item(number: int, minor: int = 1_250, **changed) -> OutgoingItem:
    given = {
        "trace": f"99999999{number:07d}",
        "end_to_end_id": f"E{number}",
        "amount": Money(minor, Currency.of("USD")),
        "own": Party(name="Demo Shop", account="1234567890"),
        "other": Party(name="Demo Person 01", account="231380104/123456789"),
    }
    return OutgoingItem(**(given | changed))


def composed(*items: OutgoingItem, is_debit: bool = True) -> bytes:
    return compose(items, is_debit=is_debit, ends=ENDS, effective=date(2026, 3, 3), at=AT).write()


TWO_BATCHES = (item(1), item(2, 99, entry_class="WEB"), item(3, 7, remittance="Invoice 7"))


@pytest.mark.parametrize("is_debit", [True, False])
def test_what_is_written_is_read_again_with_every_total(is_debit):
    file = read_file(composed(*TWO_BATCHES, is_debit=is_debit))
    assert [batch.entry_class for batch in file.batches] == ["PPD", "WEB"]
    assert file.control.number("debit" if is_debit else "credit") == 1_250 + 99 + 7
    assert file.control.number("debit" if not is_debit else "credit") == 0
    assert file.control.number("count") == 4
    assert file.control.number("hash") == 3 * 23_138_010
    assert len(file.lines()) % 10 == 0


def test_another_program_reads_what_is_written():
    told = peer.Parser(composed(*TWO_BATCHES).decode()).as_dict()
    entries = [each["entry_detail"] for batch in told["batches"] for each in batch["entries"]]
    assert [(each["amount"], each["ind_name"].strip()) for each in entries] == [
        ("0000001250", "Demo Person 01"),
        ("0000000007", "Demo Person 01"),
        ("0000000099", "Demo Person 01"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_digit_of_an_amount_a_bank_or_a_total_gets_past_the_reader(data):
    lines = composed(*TWO_BATCHES).decode().splitlines()
    places = {"6": range(3, 12), "8": range(4, 44), "9": range(1, 55)}
    number = data.draw(st.sampled_from([n for n, each in enumerate(lines) if each[0] in places]))
    if lines[number] == "9" * 94:
        return
    place = data.draw(st.sampled_from(list(places[lines[number][0]])))
    old = lines[number][place]
    new = data.draw(st.sampled_from([each for each in "0123456789" if each != old]))
    lines[number] = lines[number][:place] + new + lines[number][place + 1 :]
    with pytest.raises(UnreadableFile):
        read_file("\n".join(lines).encode())


@pytest.mark.parametrize("place", range(29, 39))
def test_no_changed_digit_of_an_amount_gets_past_the_reader(place):
    lines = composed(item(1)).decode().splitlines()
    line = lines[2]
    lines[2] = line[:place] + ("5" if line[place] != "5" else "6") + line[place + 1 :]
    with pytest.raises(UnreadableFile) as refused:
        read_file("\n".join(lines).encode())
    assert refused.value.reason == "debit_wrong"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda lines: lines[:-1], "blocking_wrong"),
        (lambda lines: lines[:4], "file_control_missing"),
        (lambda lines: lines[:3], "batch_control_missing"),
        (lambda lines: lines[1:], "file_header_missing"),
        (lambda lines: [lines[0], *lines[2:]], "batch_header_missing"),
        (lambda lines: [*lines[:2], *lines[3:]], "batch_empty"),
        (lambda lines: [*lines, lines[2]], "after_the_end"),
        (lambda lines: [*lines[:2], lines[2] + "x", *lines[3:]], "line_length"),
        (lambda lines: [*lines[:2], lines[2], lines[2], *lines[3:]], "count_wrong"),
        (
            lambda lines: [lines[0], lines[1].replace("225", "999", 1), *lines[2:]],
            "service_class_unknown",
        ),
        (
            lambda lines: [*lines[:2], lines[2].replace("627", "622", 1), *lines[3:]],
            "service_class_wrong",
        ),
        (
            lambda lines: [*lines[:2], lines[2].replace("627", "690", 1), *lines[3:]],
            "transaction_code_unknown",
        ),
        (
            lambda lines: [lines[0], lines[1].replace("PPD", "QQQ"), *lines[2:]],
            "entry_class_unknown",
        ),
        (
            lambda lines: [*lines[:2], lines[2][:78] + "1" + lines[2][79:], *lines[3:]],
            "addenda_indicator_wrong",
        ),
        (lambda lines: [*lines[:3], "7" + "55".ljust(93), *lines[3:]], "addenda_unknown"),
    ],
)
def test_a_file_out_of_shape_is_refused_for_its_reason(change, reason):
    lines = composed(item(1)).decode().splitlines()
    with pytest.raises(UnreadableFile) as refused:
        read_file("\n".join(change(lines)).encode())
    assert refused.value.reason == reason


def test_two_entries_with_one_trace_are_refused():
    with pytest.raises(UnreadableFile) as refused:
        read_file(composed(item(1), item(1)))
    assert refused.value.reason == "trace_not_ascending"


def test_what_does_not_fit_is_not_written():
    with pytest.raises(CannotWrite):
        composed(item(1, 10**10))
    with pytest.raises(CannotWrite):
        composed(item(1, other=Party(name="x", account="12/34")))
    with pytest.raises(CannotWrite):
        record(layouts.ENTRY, colour="red")
    with pytest.raises(CannotWrite):
        record(layouts.ENTRY, name="Zoë")


def test_names_lose_their_marks_and_nothing_else():
    assert plain("Žofie Größe & Søn") == "Zofie Grosse & S?n"
    assert plain("a\nb") == "a?b"


@pytest.mark.parametrize("routing", ["231380104", "121042882", "091400606", "999999992"])
def test_check_digits_are_the_ones_of_known_banks(routing):
    assert check_digit(routing) == int(routing[-1])


@pytest.mark.parametrize(
    "text", ["", "231380104", "231380104/", "23138010/1", "231380104/" + "1" * 18]
)
def test_what_is_no_account_in_america_is_none(text):
    with pytest.raises(CannotWrite):
        split_account(text)


@pytest.mark.parametrize(
    ("code", "corrected", "number"),
    [
        ("C01", "987", "231380104/987"),
        ("C02", "121042882", "121042882/1"),
        ("C03", "121042882   987", "121042882/987"),
        ("C06", "987              27", "231380104/987"),
        ("C07", "121042882987              27", "121042882/987"),
        ("C02", "121042883", None),
        ("C03", "x", None),
        ("C04", "Demo Person 09", None),
    ],
)
def test_a_change_corrects_the_part_that_it_names(code, corrected, number):
    assert corrected_account("231380104/1", code, corrected) == number
