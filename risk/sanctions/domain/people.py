"""Lists of politically exposed persons, as CSV with a head; in a format of the bank's own.

Columns: uid, name, other_names, born, countries, position. Several names or countries (ISO 3166-1
alpha-2) are parted by semicolons; `born` is a year or empty.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from risk.sanctions.domain.names import ListedKind
from risk.sanctions.domain.sdn import MOST_BYTES, CannotReadList, SdnEntry, fault

PEP: Final = "PEP"
HEAD: Final = ("uid", "name", "other_names", "born", "countries", "position")
_UID: Final = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)
_YEAR: Final = re.compile(r"(?:18|19|20)[0-9]{2}", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_LONGEST_NAME: Final = 300
_LONGEST_POSITION: Final = 200
_MOST_NAMES: Final = 50


def read(content: bytes) -> list[SdnEntry]:
    """Return the persons of a file; raises CannotReadList, and never takes a part of one."""
    if len(content) > MOST_BYTES:
        message = "The file is larger than any list."
        raise CannotReadList(message, field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is no text in UTF-8."
        raise CannotReadList(message, field="file") from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, SdnEntry] = {}
    try:
        if tuple(next(rows, ())) != HEAD:
            raise fault(1, f"is not the head {','.join(HEAD)}")
        for row in rows:
            entry = _entry(row, rows.line_num)
            if entry.uid in found:
                raise fault(rows.line_num, "has a uid that was there before")
            found[entry.uid] = entry
    except csv.Error:
        raise fault(rows.line_num, "is no line of CSV") from None
    if not found:
        message = "The file has no persons."
        raise CannotReadList(message, field="file")
    return list(found.values())


def _entry(row: list[str], line: int) -> SdnEntry:
    if len(row) != len(HEAD):
        raise fault(line, f"has {len(row)} columns and not {len(HEAD)}")
    if not all(cell.isprintable() for cell in row):
        raise fault(line, "has control characters")
    uid, name, others, born, countries, position = (cell.strip() for cell in row)
    names = (name, *(each.strip() for each in others.split(";") if each.strip()))
    nations = tuple(each.strip() for each in countries.split(";") if each.strip())
    if not _UID.fullmatch(uid) or not name:
        raise fault(line, "has no uid or no name")
    if len(names) > _MOST_NAMES or max(map(len, names)) > _LONGEST_NAME:
        raise fault(line, "has more or longer names than anybody")
    if (born and not _YEAR.fullmatch(born)) or not all(map(_COUNTRY.fullmatch, nations)):
        raise fault(line, "has a year or a country that is none")
    return SdnEntry(
        uid=uid,
        kind=ListedKind.PERSON,
        name=name,
        other_names=names[1:],
        programmes=position[:_LONGEST_POSITION],
        births=(int(born),) if born else (),
        countries=tuple(sorted(set(nations))),
    )
