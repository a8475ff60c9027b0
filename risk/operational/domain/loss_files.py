"""Reading a file of losses: CSV in UTF-8. A file that is not what it should be is refused whole."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from bankcore.errors import BankError
from bankcore.money import Money
from risk.operational.domain.taxonomy import BusinessLine, EventType

LARGEST_FILE: Final = 1024 * 1024
MOST_LINES: Final = 5_000
COLUMNS: Final = (
    *("reference", "title", "event_type", "business_line"),
    *("occurred_on", "discovered_on", "booked_on", "gross", "recovered", "cause"),
)
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", re.ASCII)
_AMOUNT: Final = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,2})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST: Final = {"title": 120, "cause": 500}
E = TypeVar("E", bound=StrEnum)


class LossFileMalformed(BankError):
    """The file is no table of losses; the message names the line."""

    code = "loss_file_malformed"
    cure = "Mend the line named, and give the whole file again. Nothing of it was taken."


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A line of the file. Amounts are euro cents."""

    reference: str
    title: str
    event_type: EventType
    business_line: BusinessLine
    occurred_on: date
    discovered_on: date
    booked_on: date
    gross: int
    recovered: int
    cause: str


def read(data: bytes, *, today: date) -> tuple[Loss, ...]:
    """Return the losses of a file, none of which is of a later day; raises LossFileMalformed."""
    rows = _rows(data)
    if tuple(rows[0]) != COLUMNS:
        raise _malformed(1, f"the columns must be {','.join(COLUMNS)}")
    if not 1 < len(rows) <= MOST_LINES + 1:
        raise _malformed(1, f"the file must have from 1 to {MOST_LINES} losses")
    found: dict[str, Loss] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS):
            raise _malformed(number, f"{len(row)} cells where there are {len(COLUMNS)} columns")
        loss = _loss(number, dict(zip(COLUMNS, row, strict=True)), today)
        if loss.reference in found:
            raise _malformed(number, f"the reference {loss.reference} is there twice")
        found[loss.reference] = loss
    return tuple(found.values())


def _rows(data: bytes) -> list[list[str]]:
    if len(data) > LARGEST_FILE:
        message = "The file has more than one MiB."
        raise LossFileMalformed(message)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is no text in UTF-8."
        raise LossFileMalformed(message) from None
    if "\0" in text:
        message = "The file is no text: it has null characters."
        raise LossFileMalformed(message)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [[cell.strip() for cell in row] for row in reader if row]
    except csv.Error:
        message = "The file is no CSV."
        raise LossFileMalformed(message) from None
    if not rows:
        raise _malformed(1, "the file is empty")
    return rows


def _loss(number: int, row: dict[str, str], today: date) -> Loss:
    if not _REFERENCE.fullmatch(row["reference"]):
        raise _malformed(number, f"{row['reference'][:20]!r} is no reference")
    for name, longest in _LONGEST.items():
        told = row[name]
        if not told or len(told) > longest or not told.isprintable():
            raise _malformed(number, f"the {name} must have from 1 to {longest} letters")
    days = [_day(number, row[name]) for name in ("occurred_on", "discovered_on", "booked_on")]
    if sorted([*days, today]) != [*days, today]:
        raise _malformed(number, "a loss occurs, is discovered and is booked, up to today")
    gross, recovered = _cents(number, row["gross"]), _cents(number, row["recovered"] or "0")
    if not gross or recovered > gross:
        raise _malformed(number, "the loss is nothing, or more came back than was lost")
    return Loss(
        reference=row["reference"],
        title=row["title"],
        event_type=_kind(number, EventType, row["event_type"]),
        business_line=_kind(number, BusinessLine, row["business_line"]),
        occurred_on=days[0],
        discovered_on=days[1],
        booked_on=days[2],
        gross=gross,
        recovered=recovered,
        cause=row["cause"],
    )


def _day(number: int, text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _malformed(number, f"{text[:20]!r} is no day such as 2026-03-02")


def _cents(number: int, text: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise _malformed(number, f"{text[:20]!r} is no amount of euros such as 1234.50")
    return Money.of(text, "EUR").minor


def _kind(number: int, kinds: type[E], text: str) -> E:
    try:
        return kinds(text)
    except ValueError:
        raise _malformed(number, f"{text[:20]!r} is none of {', '.join(kinds)}") from None


def _malformed(number: int, reason: str) -> LossFileMalformed:
    return LossFileMalformed(f"Line {number}: {reason}.", field="file")
