"""Reading NACHA files: each record in its place, then every total that is stated.

Lines that lost the blanks at their ends are taken; everything else is to the column.
"""

from __future__ import annotations

from typing import Final

from payments.interbank.domain.nacha import layouts
from payments.interbank.domain.nacha.checks import check
from payments.interbank.domain.nacha.layouts import COLUMNS, Layout
from payments.interbank.domain.nacha.records import (
    FILLER,
    Batch,
    Entry,
    NachaFile,
    Record,
    UnreadableFile,
)

LARGEST_FILE: Final = 64 * 1024 * 1024


def read_file(data: bytes) -> NachaFile:
    """Return the file; raises UnreadableFile with a named reason."""
    if len(data) > LARGEST_FILE:
        raise UnreadableFile(reason="too_large", message="The file is larger than 64 MiB.")
    text = data.decode("latin-1")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    ends = 0
    while lines and not lines[-1]:
        lines.pop()
        ends += 1
    if len(lines) == 1 and len(lines[0]) > COLUMNS and len(lines[0]) % COLUMNS == 0:
        words = "The file has no line ends: records of 94 columns on lines are taken alone."
        raise UnreadableFile(reason="no_line_ends", message=words)
    for number, each in enumerate(lines, 1):
        _check_line(each, number)
    found = _Lines(lines).file()
    read = NachaFile(*found, newline=newline, line_ends_after=ends)
    check(read)
    return read


def _check_line(text: str, number: int) -> None:
    if not text.isascii() or not text.isprintable():
        words = f"Line {number} has characters outside of printable ASCII."
        raise UnreadableFile(reason="character_not_allowed", message=words)
    if not text or len(text) > COLUMNS:
        words = f"Line {number} has {len(text)} columns instead of 94."
        raise UnreadableFile(reason="line_length", message=words)


class _Lines:
    """The lines of a file, taken one after the other."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = [each.ljust(COLUMNS) for each in lines]
        self._widths = [len(each) for each in lines]
        self._at = 0

    def file(self) -> tuple[Record, tuple[Batch, ...], Record, int]:
        header = self._take(layouts.FILE_HEADER, "file_header_missing")
        batches = []
        while self._next() == "5":
            batches.append(self._batch())
        advices = bool(batches) and all(each.entry_class == "ADV" for each in batches)
        if self._next() == "6":
            raise UnreadableFile(
                reason="batch_header_missing", message=self._where("An entry is in no batch")
            )
        layout = layouts.ADV_FILE_CONTROL if advices else layouts.FILE_CONTROL
        control = self._take(layout, "file_control_missing")
        fillers = len(self._lines) - self._at
        if any(each != FILLER for each in self._lines[self._at :]):
            raise UnreadableFile(
                reason="after_the_end", message=self._where("Something follows the file's end")
            )
        return header, tuple(batches), control, fillers

    def _batch(self) -> Batch:
        entry_class = layouts.BATCH_HEADER.fields["entry_class"].cut(self._lines[self._at])
        is_iat = entry_class == "IAT" or "IATCOR" in self._lines[self._at][4:20]
        header = self._take(
            layouts.IAT_BATCH_HEADER if is_iat else layouts.BATCH_HEADER, "batch_header_missing"
        )
        if entry_class not in layouts.ENTRY_CLASSES:
            raise UnreadableFile(
                reason="entry_class_unknown", message=f"{entry_class!r} is no entry class."
            )
        entries = []
        while self._next() == "6":
            entries.append(self._entry("IAT" if is_iat else entry_class))
        if self._next() == "7":
            raise UnreadableFile(
                reason="addenda_without_entry", message=self._where("Addenda of no entry")
            )
        control = self._take(
            layouts.ADV_BATCH_CONTROL if entry_class == "ADV" else layouts.BATCH_CONTROL,
            "batch_control_missing",
        )
        return Batch(header, tuple(entries), control)

    def _entry(self, entry_class: str) -> Entry:
        detail = self._take(layouts.of_entry(entry_class), "entry_missing")
        addenda = []
        while self._next() == "7":
            kind = self._lines[self._at][1:3]
            layout = layouts.ADDENDA.get(kind)
            if layout is None:
                raise UnreadableFile(
                    reason="addenda_unknown", message=self._where(f"Addenda {kind!r}")
                )
            addenda.append(self._take(layout, "addenda_unknown"))
        return Entry(detail, tuple(addenda))

    def _next(self) -> str:
        return self._lines[self._at][0] if self._at < len(self._lines) else ""

    def _take(self, layout: Layout, reason: str) -> Record:
        if self._next() != layout.type:
            raise UnreadableFile(reason, self._where(f"A record of type {layout.type} is due"))
        found = Record(layout, self._lines[self._at], self._widths[self._at])
        for name, constant in layout.constants.items():
            if layout.fields[name].cut(found.text) != constant:
                words = self._where(f"{name} must be {constant}")
                raise UnreadableFile(reason="constant_wrong", message=words)
        self._at += 1
        return found

    def _where(self, what: str) -> str:
        return f"{what}, at line {self._at + 1}."
