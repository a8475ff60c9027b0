"""Files of others: read to the last figure, or refused with the line."""

import gzip
import lzma
from datetime import date
from decimal import Decimal

import pytest

from risk.market.domain import readers
from risk.market.domain.readers import MarketFileMalformed, ParYield

HEAD = "date,BC_1MONTH,BC_3MONTH,BC_30YEAR,BC_30YEARDISPLAY\n"


def test_yields_are_fractions_and_nought_is_none():
    found = readers.read_yields(f"{HEAD}2022-03-11,0.0,0.4,2.36,2.36\n".encode())
    day = date(2022, 3, 11)
    assert found == [ParYield(day, 3, Decimal("0.004")), ParYield(day, 360, Decimal("0.0236"))]


HOSTILE = {
    "nothing": (b"", "the file is empty"),
    "another table": (b"name,age\nx,1\n", "does not begin with date"),
    "a tenor of no market": (b"date,BC_99YEAR\n2022-03-11,1\n", "is no tenor"),
    "a tenor twice": (b"date,BC_1YEAR,BC_12MONTH\n2022-03-11,1,1\n", "is no tenor, or is there"),
    "a formula": (b"date,BC_1YEAR\n2022-03-11,=1+1\n", "Line 2: '=1.1' is no yield"),
    "no number": (b"date,BC_1YEAR\n2022-03-11,nan\n", "Line 2: 'nan' is no yield"),
    "a yield too large": (b"date,BC_1YEAR\n2022-03-11,1e9\n", "is no yield"),
    "other digits": ("date,BC_1YEAR\n2022-03-11,\u0661\n".encode(), "is no yield"),
    "a cell too few": (b"date,BC_1YEAR,BC_2YEAR\n2022-03-11,1\n", "Line 2: 2 cells"),
    "no such day": (b"date,BC_1YEAR\n2022-02-30,1\n", "Line 2: '2022-02-30' is no day"),
    "a day twice": (b"date,BC_1YEAR\n2022-03-11,1\n2022-03-11,1\n", "Line 3: the day"),
    "no yields": (b"date,BC_1YEAR\n2022-03-11,0.0\n", "no yields"),
    "no text": (b"\xff\xfe\x00", "is no text"),
    "a broken gzip": (gzip.compress(b"date")[:-9], "no gzip or xz"),
    "a broken xz": (lzma.compress(b"date")[:-20], "no gzip or xz"),
    "half an xz": (b"\xfd7zXZ\x00rubbish", "no gzip or xz"),
    "a bomb": (gzip.compress(b"0" * (readers.LARGEST_FILE + 1)), "more than 16 MiB"),
    "another bomb": (lzma.compress(b"0" * (readers.LARGEST_FILE + 1)), "more than 16 MiB"),
    "too large as it is": (b"0" * (readers.LARGEST_FILE + 1), "more than 16 MiB"),
    "an endless cell": (b'date,BC_1YEAR\n"' + b"x" * 200_000 + b'",1\n', "is no CSV"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    data, sentence = HOSTILE[name]
    with pytest.raises(MarketFileMalformed, match=sentence):
        readers.read_yields(data)


def test_prices_come_oldest_first():
    data = b"Date,Close,Adj Close\n1/5/1999,1,2.5\n1/4/1999,1,2\n"
    assert readers.read_prices(data) == [2.0, 2.5]


@pytest.mark.parametrize(
    "data",
    [
        b"Date,Close\n1/5/1999,1\n",
        b"Date,Adj Close\n1/5/1999,-1\n",
        b"Date,Adj Close\n1/5/1999,0\n",
    ],
)
def test_prices_that_are_none_are_refused(data):
    with pytest.raises(MarketFileMalformed):
        readers.read_prices(data)
