"""The set's files, in both forms in which it circulates, plain or compressed."""

from __future__ import annotations

import csv
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Final, NoReturn, TypeVar

from bankcore.errors import BankError

T = TypeVar("T")

_OPENERS: Final[dict[str, Callable[..., IO[str]]]] = {".gz": gzip.open, ".xz": lzma.open}
_FORMS: Final = {".csv", ".asc", ".txt"}
_LARGEST_MINOR: Final = 10**15


class BadFile(BankError):
    """A file of the set is missing, or a line of it cannot be understood."""

    code = "bad_import_file"
    cure = "Get the file again, or correct the line, and run the import once more."


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file, that can say where it stands when something is wrong with it."""

    path: Path
    number: int
    values: dict[str, str]

    def read(self, column: str, reader: Callable[[str], T]) -> T:
        """Return the column's value as `reader` understands it; raises BadFile saying where."""
        try:
            return reader(self.values[column].strip())
        except KeyError:
            self.fail(f"there is no column {column}")
        except ValueError as error:
            self.fail(f"{column}: {error}")

    def fail(self, what: str) -> NoReturn:
        """Raise the BadFile that names file, line and fault."""
        message = f"{self.path.name}, line {self.number}: {what}."
        raise BadFile(message)


def lines(directory: Path, table: str) -> Iterator[Line]:
    """Yield the rows of every file of `table`, whose names begin with it. Raises BadFile."""
    paths = sorted(path for path in directory.glob(f"{table}*") if _is_table(path))
    if not paths:
        message = f"There is no file {table}.csv or {table}.asc in {directory}."
        raise BadFile(message)
    for path in paths:
        yield from _lines(path)


def whole_number(text: str) -> int:
    """Return the number; raises ValueError."""
    if not (text.isascii() and text.isdecimal()):
        message = f"{text!r} is not a whole number"
        raise ValueError(message)
    return int(text)


def day(text: str) -> date:
    """Return the day, written 1993-01-01, 930101 or 930101 00:00:00; raises ValueError."""
    head = text.split(" ", maxsplit=1)[0]
    if len(head) == 6 and head.isascii() and head.isdecimal():
        head = f"19{head[:2]}-{head[2:4]}-{head[4:]}"
    try:
        return date.fromisoformat(head)
    except ValueError:
        message = f"{text!r} is not a day"
        raise ValueError(message) from None


def minor_units(text: str) -> int:
    """Return hellers of a koruna amount; raises ValueError where it is not exact."""
    try:
        minor = Decimal(text).scaleb(2)
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError):
        message = f"{text!r} is not an amount"
        raise ValueError(message) from None
    if minor != whole or abs(whole) > _LARGEST_MINOR:
        message = f"{text!r} is not a possible amount in CZK"
        raise ValueError(message)
    return whole


def _is_table(path: Path) -> bool:
    suffixes = [suffix for suffix in path.suffixes if suffix not in _OPENERS]
    return bool(suffixes) and suffixes[-1] in _FORMS


def _lines(path: Path) -> Iterator[Line]:
    try:
        with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as file:
            head = file.readline()
            delimiter = ";" if ";" in head else ","
            columns = next(csv.reader([head], delimiter=delimiter), [])
            if not columns:
                message = f"{path.name} is empty."
                raise BadFile(message)
            for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=2):
                line = Line(path, number, dict(zip(columns, row, strict=False)))
                if len(row) != len(columns):
                    line.fail(f"{len(row)} values under {len(columns)} columns")
                yield line
    except (UnicodeDecodeError, EOFError, OSError, lzma.LZMAError, zlib.error, csv.Error) as error:
        message = f"{path.name} cannot be read: {error}."
        raise BadFile(message) from None
