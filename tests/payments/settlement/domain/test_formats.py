"""Clearing files are read as they were written, by others too, and not at all when damaged."""

import io
from dataclasses import replace
from datetime import date

import pytest
from cardutil import card, mciipm
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.settlement.domain import arn, base2, blocks, ipm, ipm_reading
from payments.settlement.domain.ipm_spec import split_subfields
from payments.settlement.domain.records import (
    FileMalformed,
    FileTruncated,
    ItemKind,
    TrailerWrong,
)
from tests.payments.settlement.domain.items import FILE_ID, item

KINDS = list(ItemKind)
ITEMS = [item(number, kind) for number, kind in enumerate(KINDS * 3, start=2)]
LINES = [replace(each, number=each.number - 1) for each in ITEMS]
FORMATS = [(ipm.write, ipm_reading.read, ITEMS), (base2.write, base2.read, LINES)]
NAMES = ["mastercard", "visa"]


def written(write, items=ITEMS) -> bytes:
    out = io.BytesIO()
    write(file_id=FILE_ID, items=items, out=out)
    return out.getvalue()


@pytest.mark.parametrize(("write", "read", "items"), FORMATS, ids=NAMES)
def test_a_file_is_read_as_it_was_written(write, read, items):
    found = read(io.BytesIO(written(write, items)))
    assert found.file_id == FILE_ID
    for sent, got in zip(items, found.items, strict=True):
        assert replace(got, country=sent.country, expiry=sent.expiry) == sent


@pytest.mark.parametrize(("write", "read", "items"), FORMATS, ids=NAMES)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(write, read, items, share):
    whole = written(write, items)
    with pytest.raises((FileTruncated, FileMalformed)):
        read(io.BytesIO(whole[: int(len(whole) * share)]))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 167 * 14), digit=st.sampled_from(b"0123456789 "))
def test_a_changed_character_never_changes_the_money_taken(place, digit):
    whole = bytearray(written(base2.write, LINES))
    if whole[place] == ord("\n"):
        return
    whole[place] = digit
    try:
        found = base2.read(io.BytesIO(whole))
    except (FileMalformed, FileTruncated, TrailerWrong):
        return
    assert sum(each.amount_minor for each in found.items) == sum(
        each.amount_minor for each in LINES
    )


@pytest.mark.parametrize(("write", "read", "items"), FORMATS, ids=NAMES)
def test_a_message_with_the_number_of_another_is_refused(write, read, items):
    with pytest.raises(FileMalformed):
        read(io.BytesIO(written(write, [items[0], items[0]])))


def test_a_trailer_that_sums_or_counts_otherwise_is_refused():
    lines = written(base2.write, LINES).splitlines(keepends=True)
    without_one = [*lines[:-2], lines[-1]]
    with pytest.raises(TrailerWrong):
        base2.read(io.BytesIO(b"".join(without_one)))
    other_sum = [*lines[:-1], lines[-1].replace(lines[-1][2:26], b"00000014" + b"%016d" % 1)]
    with pytest.raises(TrailerWrong):
        base2.read(io.BytesIO(b"".join(other_sum)))


@pytest.mark.parametrize("field", ["0301", "0306"])
def test_a_trailer_of_messages_that_sums_or_counts_otherwise_is_refused(field):
    out = io.BytesIO()
    blocked = blocks.BlockWriter(out)
    records = list(blocks.read(io.BytesIO(written(ipm.write))))
    at = records[-1].index(field.encode("cp500")) + 7
    records[-1] = records[-1][:at] + "99".encode("cp500") + records[-1][at + 2 :]
    for record in records:
        blocked.write(record)
    blocked.close()
    with pytest.raises(TrailerWrong):
        ipm_reading.read(io.BytesIO(out.getvalue()))


def test_messages_that_end_without_a_trailer_are_refused():
    out = io.BytesIO()
    blocked = blocks.BlockWriter(out)
    for record in list(blocks.read(io.BytesIO(written(ipm.write))))[:-1]:
        blocked.write(record)
    blocked.close()
    with pytest.raises(FileTruncated):
        ipm_reading.read(io.BytesIO(out.getvalue()))


def test_others_read_our_messages():
    data = io.BytesIO(written(ipm.write))
    found = list(mciipm.IpmReader(data, encoding="cp500", blocked=True))
    assert [each["MTI"] for each in (found[0], found[-1])] == ["1644", "1644"]
    assert [each["DE4"] for each in found[1:-1]] == [each.amount_minor for each in ITEMS]
    assert [each["DE31"] for each in found[1:-1]] == [each.arn for each in ITEMS]
    first = found[1]
    assert (first["DE43_NAME"], first["DE43_SUBURB"]) == ("Demo Shop", "Berlin")
    assert (first["DE43_COUNTRY"], first["PDS0148"]) == ("DEU", "9782")
    assert found[-1]["PDS0306"] == f"{len(ITEMS) + 2:08d}"
    assert int(found[-1]["PDS0301"]) == sum(each.amount_minor for each in ITEMS)


def test_we_read_the_messages_of_others():
    out = io.BytesIO()
    writer = mciipm.IpmWriter(out, encoding="cp500", blocked=True)
    name = ipm.file_name(FILE_ID)
    writer.write({"MTI": "1644", "DE24": "697", "PDS0105": name, "PDS0122": "P", "DE71": 1})
    writer.write(
        {
            "MTI": "1442",
            "DE2": "5555555555554444",
            "DE3": "000000",
            "DE4": 700,
            "DE12": ITEMS[0].bought_at,
            "DE24": "453",
            "DE25": "4853",
            "DE31": ITEMS[0].arn,
            "DE49": "978",
            "DE71": 2,
        }
    )
    writer.write(
        {
            "MTI": "1644",
            "DE24": "691",
            "PDS0005": "0003",
            "PDS0138": "00000004",
            "DE31": ITEMS[2].arn,
            "DE71": 3,
        }
    )
    writer.write(
        {
            "MTI": "1644",
            "DE24": "685",
            "PDS0105": name,
            "DE49": "978",
            "DE71": 4,
            "PDS0384": "00000011",
            "PDS0380": "0000000000012345",
        }
    )
    sums = {"PDS0301": f"{700:016d}", "PDS0306": "00000005"}
    writer.write({"MTI": "1644", "DE24": "695", "PDS0105": name, **sums, "DE71": 5})
    writer.close()
    found = ipm_reading.read(io.BytesIO(out.getvalue()))
    (dispute,) = found.items
    assert (dispute.kind, dispute.amount_minor, dispute.reason) == (
        ItemKind.CHARGEBACK,
        700,
        "4853",
    )
    assert [(each.number, each.error) for each in found.rejections] == [(4, "0003")]
    assert (found.taken["EUR"].count, found.taken["EUR"].total_minor) == (11, 12_345)


@given(st.lists(st.binary(min_size=1, max_size=3_000), max_size=12))
def test_blocks_give_back_every_record(records):
    out = io.BytesIO()
    writer = blocks.BlockWriter(out)
    for record in records:
        writer.write(record)
    writer.close()
    assert len(out.getvalue()) % 1014 == 0
    assert list(blocks.read(io.BytesIO(out.getvalue()))) == records


@given(st.integers(0, 10**11 - 1), st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_a_reference_number_has_the_check_digit_that_others_compute(number, day):
    made = arn.make(number=number, day=day)
    assert (len(made), made[:7]) == (23, "7999999")
    assert made[-1] == str(card.calculate_check_digit(made[:-1]))
    assert arn.is_valid(made)
    assert not arn.is_valid(made[:-1] + str((int(made[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["0105", "0105099x", "abcd001x", "01050x1x"])
def test_additional_data_that_cannot_be_are_refused(text):
    with pytest.raises(FileMalformed):
        split_subfields(text)
