"""Files of losses are read whole or refused with a sentence that names the line."""

from datetime import date

import pytest

from risk.operational.domain import loss_files
from risk.operational.domain.loss_files import COLUMNS, LossFileMalformed

TODAY = date(2026, 3, 2)
HEAD = ",".join(COLUMNS)
GOOD = "L-1,A wrong payee,EXECUTION,PAYMENT,2025-01-02,2025-01-03,2025-01-31,25000.50,500,Haste"


def read(*lines: str, head: str = HEAD):
    return loss_files.read("\r\n".join([head, *lines]).encode(), today=TODAY)


def changed(**cells: str) -> str:
    row = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | cells
    return ",".join(row.values())


def test_a_loss_is_read_to_the_cent():
    (loss,) = read(GOOD)
    assert (loss.gross, loss.recovered, loss.reference) == (25_000_50, 500_00, "L-1")
    assert (loss.event_type, loss.business_line) == ("EXECUTION", "PAYMENT")
    assert loss.booked_on == date(2025, 1, 31)


def test_nothing_need_have_come_back_and_all_may_have():
    assert read(changed(recovered=""))[0].recovered == 0
    assert read(changed(recovered="25000.50"))[0].recovered == 25_000_50
    assert read(changed(booked_on="2026-03-02"))[0].booked_on == TODAY


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"reference": "=1+1"}, "no reference"),
        ({"reference": "x" * 41}, "no reference"),
        ({"title": ""}, "title must have"),
        ({"title": "x" * 121}, "title must have"),
        ({"title": "a\x1bb"}, "title must have"),
        ({"cause": ""}, "cause must have"),
        ({"event_type": "BAD_LUCK"}, "none of INTERNAL_FRAUD"),
        ({"business_line": "retail"}, "none of CORPORATE_FINANCE"),
        ({"occurred_on": "02/01/2025"}, "no day"),
        ({"occurred_on": "2025-02-30"}, "no day"),
        ({"occurred_on": "2025-01-04"}, "occurs, is discovered and is booked"),
        ({"discovered_on": "2025-02-01"}, "occurs, is discovered and is booked"),
        ({"booked_on": "2026-03-03"}, "up to today"),
        ({"gross": "-1"}, "no amount"),
        ({"gross": "1e9"}, "no amount"),
        ({"gross": "NaN"}, "no amount"),
        ({"gross": "1.001"}, "no amount"),
        ({"gross": "٣"}, "no amount"),
        ({"gross": "9" * 14}, "no amount"),
        ({"gross": "0"}, "the loss is nothing"),
        ({"gross": "0", "recovered": ""}, "the loss is nothing"),
        ({"recovered": "25000.51"}, "more came back"),
    ],
)
def test_a_cell_that_cannot_be_so_is_refused_by_its_line(cells, said):
    with pytest.raises(LossFileMalformed, match="Line 3: ") as refused:
        read(GOOD, changed(**{"reference": "L-2"} | cells))
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "no text"),
        (b"a\0b", "null characters"),
        (b'"unfinished', "no CSV"),
        (b"name,age\nx,1", "columns must be"),
        (HEAD.encode(), "from 1 to 5000 losses"),
        (b"x" * (1024 * 1024 + 1), "more than one MiB"),
    ],
)
def test_what_is_no_file_of_losses_is_refused(data, said):
    with pytest.raises(LossFileMalformed) as refused:
        loss_files.read(data, today=TODAY)
    assert said in refused.value.message


def test_a_line_too_many_a_cell_too_many_and_a_loss_told_twice_are_refused(monkeypatch):
    with pytest.raises(LossFileMalformed, match="11 cells"):
        read(GOOD + ",more")
    with pytest.raises(LossFileMalformed, match="L-1 is there twice"):
        read(GOOD, GOOD)
    monkeypatch.setattr(loss_files, "MOST_LINES", 1)
    with pytest.raises(LossFileMalformed, match="from 1 to 1 losses"):
        read(GOOD, changed(reference="L-2"))
