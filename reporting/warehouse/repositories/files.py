"""Files from outside, read within bounds whatever they hold, and kept as they came."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import lzma
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from reporting.warehouse.domain.outside_rows import refuse
from reporting.warehouse.repositories import lake

LARGEST: Final = 256 << 20
_BLOCK: Final = 1 << 20
_LONGEST_FIELD: Final = 4_096
_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"


def keep(path: Path, *, source: str) -> tuple[str, Path]:
    """Copy a file as it is into the lake, for its owner's eyes; returns its hash and the copy.

    Raises FileRefused where it is no file or larger than the bank takes.
    """
    digest, size = hashlib.sha256(), 0
    into = lake.folder() / "raw" / source
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = into / f"part-{os.getpid()}"
    try:
        with _opened(path) as given, part.open("xb") as copy:
            while block := given.read(_BLOCK):
                size += len(block)
                if size > LARGEST:
                    refuse("The file is larger than the bank takes.")
                digest.update(block)
                copy.write(block)
        if not size:
            refuse("The file is empty.")
        kept = into / digest.hexdigest()
        part.rename(kept)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    kept.chmod(0o600)
    return digest.hexdigest(), kept


def records(file: Path, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of a kept file, packed or not, by their numbers; raises FileRefused."""
    number = 0
    try:
        with unpacked(file) as plain:
            text = io.TextIOWrapper(io.BufferedReader(_Bounded(plain)), "utf-8-sig", newline="")
            lines = csv.reader(text, delimiter=delimiter, strict=True)
            for record in lines:
                number = lines.line_num
                if any(len(each) > _LONGEST_FIELD for each in record):
                    refuse(f"A field on line {number} is longer than any could be.")
                yield number, record
    except UnicodeDecodeError:
        refuse(f"The file is not text in UTF-8, after line {number}.")
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile):
        refuse("The packed file is damaged or ends before its end.")
    except csv.Error as error:
        refuse(f"After line {number}: {error}.")


class _Bounded(io.RawIOBase):
    """Bytes of a stream up to the largest size the bank takes, and none of them zero."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain = plain
        self._size = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes; raises FileRefused."""
        block = self._plain.read(len(buffer))
        self._size += len(block)
        if self._size > LARGEST:
            refuse("The file, unpacked, is larger than the bank takes.")
        if b"\0" in block:
            refuse("The file holds zero bytes: it is not text.")
        buffer[: len(block)] = block
        return len(block)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if not path.is_file():
        refuse("There is no such file.")
    with path.open("rb") as given:
        yield given


@contextmanager
def unpacked(file: Path) -> Iterator[BinaryIO]:
    """Open a file, of gzip or xz as what is in it."""
    with file.open("rb") as given:
        begins = given.read(len(_XZ))
        given.seek(0)
        if begins.startswith(_GZIP):
            with gzip.open(given) as plain:
                yield cast("BinaryIO", plain)
        elif begins == _XZ:
            with lzma.open(given) as plain:
                yield cast("BinaryIO", plain)
        else:
            yield given
