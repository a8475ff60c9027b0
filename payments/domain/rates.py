"""Exchange rates: what one is, and reading the European Central Bank's file of them.

The format is the ECB's "eurofxref-hist": a first line `Date,USD,JPY,...`, then a line a day with
how many units of each currency one euro was worth, `N/A` where there was no rate, and a comma at
the end of every line. See https://www.ecb.europa.eu/stats/eurofxref/.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from bankcore.errors import BankError
from bankcore.money import Currency

BASE: Final = "EUR"
ECB: Final = "ECB"
HAND: Final = "BANK"  # entered by two people of the bank; goes before ECB on its day
DEMO: Final = "DEMO"  # only for the demo bank: no real source comes after it

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_RATE = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,8})?", re.ASCII)
_NO_RATE = {"N/A", ""}
# The whole series since 1999 has 1.9 MB; a zip that unpacks to more than this is something else.
_LARGEST_FILE = 32 * 1024 * 1024


class PublishedRate(NamedTuple):
    """`rate` units of `currency` for one euro, as published for `day`."""

    currency: str
    day: date
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MidRate:
    """Mid of a day between two currencies, through the euro and exact.

    `sell_rate` and `buy_rate` are units of either currency for one euro; `day` is the older one of
    the days that they were published for.
    """

    sell: Currency
    buy: Currency
    sell_rate: Decimal
    buy_rate: Decimal
    day: date

    @property
    def exact(self) -> Fraction:
        """Units of the currency bought for one unit of the currency sold."""
        return Fraction(self.buy_rate) / Fraction(self.sell_rate)

    @property
    def shown(self) -> Decimal:
        """`exact`, to ten significant digits, for people to read."""
        return to_decimal(self.exact)


def to_decimal(exact: Fraction) -> Decimal:
    """Return the number to ten significant digits, without zeros at its end."""
    found = Decimal(exact.numerator) / Decimal(exact.denominator)
    short = round(found, max(0, 9 - found.adjusted())).normalize()
    return short.quantize(1) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]


class RatesMalformed(BankError):
    """The file is no table of rates; the message names the line."""

    code = "rates_malformed"
    cure = "Fetch the file again from its publisher. Nothing of it was taken."


def read(data: bytes) -> list[PublishedRate]:
    """Return every rate of an ECB file, as CSV or in a zip of its own; raises RatesMalformed."""
    if data.startswith(b"PK"):
        data = _unzipped(data)
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise _malformed(number, "it is no text") from None


def parse(text: str) -> list[PublishedRate]:
    """Return every rate of an ECB file, in its order; raises RatesMalformed naming the line."""
    lines = text.splitlines()
    if not lines:
        raise _malformed(1, "the file is empty")
    currencies = _header(lines[0])
    found: list[PublishedRate] = []
    days: set[date] = set()
    for number, line in enumerate(lines[1:], start=2):
        day, rates = _row(number, line, currencies)
        if day in days:
            raise _malformed(number, f"the day {day} is there twice")
        days.add(day)
        found.extend(rates)
    if not found:
        raise _malformed(1, "there are no rates in the file")
    return found


def _unzipped(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            names = [name for name in folder.namelist() if name.lower().endswith(".csv")]
            if len(names) == 1 and folder.getinfo(names[0]).file_size <= _LARGEST_FILE:
                return folder.read(names[0])
    except zipfile.BadZipFile:
        pass
    message = "The zip does not hold one CSV file of at most 32 MiB."
    raise RatesMalformed(message)


def _header(line: str) -> list[str]:
    first, *currencies = _cells(line)
    if first != "Date" or not currencies:
        raise _malformed(1, "the first line does not read Date and then currencies")
    for code in currencies:
        if not _CODE.fullmatch(code) or code == BASE:
            raise _malformed(1, f"{code!r} is no foreign currency")
    if len(set(currencies)) < len(currencies):
        raise _malformed(1, "a currency is there twice")
    return currencies


def _row(number: int, line: str, currencies: list[str]) -> tuple[date, list[PublishedRate]]:
    first, *cells = _cells(line)
    if len(cells) != len(currencies):
        reason = f"{len(cells)} rates where there are {len(currencies)} currencies"
        raise _malformed(number, reason)
    day = _day(number, first)
    return day, list(_rates(number, day, currencies, cells))


def _rates(
    number: int, day: date, currencies: list[str], cells: list[str]
) -> Iterator[PublishedRate]:
    for currency, cell in zip(currencies, cells, strict=True):
        if cell in _NO_RATE:
            continue
        if not _RATE.fullmatch(cell) or not Decimal(cell):
            raise _malformed(number, f"{cell!r} is no rate of {currency}")
        yield PublishedRate(currency, day, Decimal(cell))


def _day(number: int, text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _malformed(number, f"{text!r} is no day such as 2026-03-02")


def _cells(line: str) -> list[str]:
    """Return the cells of a line, without the empty one after the comma at its end."""
    cells = line.split(",")
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip() for cell in cells]


def _malformed(number: int, reason: str) -> RatesMalformed:
    return RatesMalformed(f"Line {number}: {reason}.")
