"""Reading files of others: par yields of the United States Treasury, and prices by day.

Both are CSV, plain or compressed (gzip, xz). A file that is not what it should be is refused whole,
with the line.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
import zlib
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from bankcore.errors import BankError

LARGEST_FILE: Final = 16 * 1024 * 1024
_RATE: Final = re.compile(r"-?[0-9]{1,2}(?:\.[0-9]{1,4})?", re.ASCII)
_PRICE: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)
_TENOR: Final = re.compile(r"BC_([0-9]{1,2})(MONTH|YEAR)", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_DAY_IN_AMERICA: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_LONGEST_MONTHS: Final = 600


class ParYield(NamedTuple):
    """A par yield of a tenor on a day, as a fraction a year."""

    day: date
    months: int
    rate: Decimal


class MarketFileMalformed(BankError):
    """The file is no table of yields or prices; the message names the line."""

    code = "market_file_malformed"
    cure = "Fetch the file again from its publisher. Nothing of it was taken."


def read_yields(data: bytes) -> list[ParYield]:
    """Return every par yield of a Treasury file; raises MarketFileMalformed.

    The first line reads `date,BC_1MONTH,...`; yields are in per cent, and 0.0 or nothing where
    there is none.
    """
    rows = _rows(data)
    tenors = _tenors(rows[0])
    found: list[ParYield] = []
    days: set[date] = set()
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise _malformed(number, f"{len(row)} cells where there are {len(rows[0])} columns")
        day = _day(number, row[0])
        if day in days:
            raise _malformed(number, f"the day {day} is there twice")
        days.add(day)
        found.extend(
            ParYield(day, months, rate)
            for column, months in tenors.items()
            if (rate := _rate(number, row[column]))
        )
    if not found:
        raise _malformed(1, "there are no yields in the file")
    return found


def read_prices(data: bytes) -> list[float]:
    """Return the adjusted closing prices of a file, oldest first; raises MarketFileMalformed.

    The first line names the columns, of which `Date` and `Adj Close` are read.
    """
    rows = _rows(data)
    try:
        at, price = rows[0].index("Date"), rows[0].index("Adj Close")
    except ValueError:
        raise _malformed(1, "there is no Date or no Adj Close") from None
    found: dict[date, float] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]) or not _PRICE.fullmatch(row[price]) or not float(row[price]):
            raise _malformed(number, "there is no price")
        found[_day(number, row[at])] = float(row[price])
    return [found[day] for day in sorted(found)]


def _rows(data: bytes) -> list[list[str]]:
    try:
        text = _unpacked(data).decode("utf-8-sig")
    except (OSError, EOFError, lzma.LZMAError, zlib.error):
        message = "The file is no gzip or xz, though it begins as one."
        raise MarketFileMalformed(message) from None
    except UnicodeDecodeError:
        message = "The file is no text."
        raise MarketFileMalformed(message) from None
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error:
        message = "The file is no CSV."
        raise MarketFileMalformed(message) from None
    if not rows:
        raise _malformed(1, "the file is empty")
    return rows


def _unpacked(data: bytes) -> bytes:
    """Return the content, of which no more than LARGEST_FILE and one byte is ever unpacked."""
    packed = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=packed) as opened:
            content = opened.read(LARGEST_FILE + 1)
    elif data.startswith(b"\xfd7zXZ"):
        with lzma.LZMAFile(packed) as pressed:
            content = pressed.read(LARGEST_FILE + 1)
    else:
        content = data
    if len(content) > LARGEST_FILE:
        message = f"The file has more than {LARGEST_FILE // 1024 // 1024} MiB."
        raise MarketFileMalformed(message)
    return content


def _tenors(header: list[str]) -> dict[int, int]:
    """Return by column how many months its tenor has."""
    if header[0].lower() != "date":
        raise _malformed(1, "the first line does not begin with date")
    found: dict[int, int] = {}
    for column, name in enumerate(header[1:], start=1):
        match = _TENOR.fullmatch(name)
        if match is None:
            if name.endswith("DISPLAY"):  # the thirty years once more, for a page
                continue
            raise _malformed(1, f"{name[:20]!r} is no tenor such as BC_3MONTH")
        months = int(match[1]) * (12 if match[2] == "YEAR" else 1)
        if not 0 < months <= _LONGEST_MONTHS or months in found.values():
            raise _malformed(1, f"{name!r} is no tenor, or is there twice")
        found[column] = months
    return found


def _rate(number: int, cell: str) -> Decimal | None:
    if not cell:
        return None
    if not _RATE.fullmatch(cell):
        raise _malformed(number, f"{cell[:20]!r} is no yield in per cent")
    return Decimal(cell).scaleb(-2) or None


def _day(number: int, text: str) -> date:
    try:
        if match := _DAY.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_IN_AMERICA.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        pass
    raise _malformed(number, f"{text[:20]!r} is no day")


def _malformed(number: int, reason: str) -> MarketFileMalformed:
    return MarketFileMalformed(f"Line {number}: {reason}.")
