"""OFAC's list of specially designated nationals, in its CSV format (SDN.CSV).

Twelve columns without a head: number, name, type, programmes, title, call sign, vessel type,
tonnage, gross tonnage, flag, owner, remarks; `-0-` stands for nothing. Other names, births and
nationalities are in the remarks. Source of the format: ofac.treasury.gov, SDN data formats.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

import pycountry

from bankcore.errors import BankError
from risk.sanctions.domain.names import ListedKind

_COLUMNS: Final = 12
_NOTHING: Final = "-0-"
_KINDS: Final = {
    "individual": ListedKind.PERSON,
    "vessel": ListedKind.VESSEL,
    "aircraft": ListedKind.AIRCRAFT,
}
_OTHER_NAME: Final = re.compile(r"[afn]\.k\.a\. ['\"](.+?)['\"](?=[;.]|$)")
_BIRTH: Final = re.compile(r"DOB [^;]*?(\d{4})(?: to [^;]*?(\d{4}))?")
_NATION: Final = re.compile(r"(?:nationality|citizen) ([A-Z][A-Za-z ,'-]+?)(?=[;.]|$)")
MOST_BYTES: Final = 50 * 1024 * 1024
_LONGEST_SPAN: Final = 20


class CannotReadList(BankError):
    """The file is no list in this format; the message names the line."""

    code = "sanctions_list_unreadable"
    cure = "Take the file from its publisher again; the list in use stays as it is."


@dataclass(frozen=True, slots=True, kw_only=True)
class SdnEntry:
    """One line of the list."""

    uid: str
    kind: ListedKind
    name: str
    other_names: tuple[str, ...]
    programmes: str
    births: tuple[int, ...]
    countries: tuple[str, ...]


def read(content: bytes) -> list[SdnEntry]:
    """Return the entries of a file; raises CannotReadList, and never takes a part of one."""
    if len(content) > MOST_BYTES:
        message = "The file is larger than any list."
        raise CannotReadList(message, field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\x00" in text:
        message = "The file is no text."
        raise CannotReadList(message, field="file")
    rows = csv.reader(io.StringIO(text.rstrip("\x1a\r\n ")), skipinitialspace=True, strict=True)
    entries: dict[str, SdnEntry] = {}
    try:
        for row in rows:
            entry = _entry(row, rows.line_num)
            if entry.uid in entries:
                raise fault(rows.line_num, "has a number that was there before")
            entries[entry.uid] = entry
    except csv.Error:
        raise fault(rows.line_num, "is no line of CSV") from None
    if not entries:
        message = "The file has no entries."
        raise CannotReadList(message, field="file")
    return list(entries.values())


def fault(line: int, what: str) -> CannotReadList:
    """Return the refusal of a list for what is wrong in one of its lines."""
    return CannotReadList(f"Line {line} {what}.", field="file")


def _entry(row: list[str], line: int) -> SdnEntry:
    cells = ["" if cell.strip() == _NOTHING else cell.strip() for cell in row]
    if len(cells) != _COLUMNS:
        raise fault(line, f"has {len(cells)} columns and not {_COLUMNS}")
    if not cells[0].isdecimal() or not cells[1]:
        raise fault(line, "has no number or no name")
    kind = _KINDS.get(cells[2].lower(), ListedKind.ORGANISATION)
    remarks = cells[11]
    return SdnEntry(
        uid=cells[0],
        kind=kind,
        name=_straight(cells[1], kind)[:300],
        other_names=tuple(_straight(name, kind)[:300] for name in _OTHER_NAME.findall(remarks)),
        programmes=cells[3][:200],
        births=_births(remarks),
        countries=_countries(remarks),
    )


def _straight(name: str, kind: ListedKind) -> str:
    """Return "LAST, First" as First LAST."""
    if kind is not ListedKind.PERSON or "," not in name:
        return name
    last, _, first = name.partition(",")
    return f"{first.strip()} {last.strip()}"


def _births(remarks: str) -> tuple[int, ...]:
    years: set[int] = set()
    for first, last in _BIRTH.findall(remarks):
        begin, end = int(first), int(last or first)
        years.update(range(begin, min(end, begin + _LONGEST_SPAN) + 1))
    return tuple(sorted(years))


def _countries(remarks: str) -> tuple[str, ...]:
    found = set()
    for name in _NATION.findall(remarks):
        try:
            found.add(pycountry.countries.lookup(name).alpha_2)
        except LookupError:
            continue
    return tuple(sorted(found))
