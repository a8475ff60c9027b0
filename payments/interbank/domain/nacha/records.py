"""NACHA files as values: records keep their 94 columns, so that what was read is written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bankcore.errors import BankError
from payments.interbank.domain.nacha import layouts
from payments.interbank.domain.nacha.layouts import COLUMNS, Layout

BLOCK: Final = 10
FILLER: Final = "9" * COLUMNS


class UnreadableFile(BankError):
    """The bytes are no NACHA file that can be worked on; `reason` names what is wrong."""

    code = "unreadable_ach_file"
    cure = "Have the sender put right what the sentence names, and send the file again."

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class CannotWrite(ValueError):
    """A fault of the caller: a value does not fit in its field."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of 94 columns, and what its columns mean.

    `width` is how many of them were there: senders lose blanks at the ends of lines.
    """

    layout: Layout
    text: str
    width: int = COLUMNS

    def __getitem__(self, name: str) -> str:
        """Return a field without the blanks at its ends."""
        return self.layout.fields[name].cut(self.text).strip()

    def number(self, name: str) -> int:
        """Return a field as a number; raises UnreadableFile `not_a_number`."""
        text = self.layout.fields[name].cut(self.text)
        if not (text.isascii() and text.strip().isdigit()):
            words = f"{name} of a record of type {self.layout.type} is {text!r}, not a number."
            raise UnreadableFile(reason="not_a_number", message=words)
        return int(text)


def record(layout: Layout, **values: str | int) -> Record:
    """Return a record with these fields, others blank or nought.

    Text that is too long is cut; raises CannotWrite for a number that is, a character outside of
    ASCII, or a name that the layout does not have.
    """
    unknown = values.keys() - layout.fields.keys()
    if unknown:
        message = f"A record of type {layout.type} has no {sorted(unknown)}."
        raise CannotWrite(message)
    parts = [layout.type]
    for each in layout.fields.values():
        value = str(values.get(each.name, layout.constants.get(each.name, "")))
        if not (value.isascii() and value.isprintable()):
            message = f"{each.name} has characters that a NACHA file cannot carry."
            raise CannotWrite(message)
        if each.is_number:
            if len(value) > each.length or not (value or "0").isdigit():
                message = f"{value} does not fit in {each.name}."
                raise CannotWrite(message)
            parts.append(value.rjust(each.length, "0"))
        else:
            parts.append(value[: each.length].ljust(each.length))
    return Record(layout, "".join(parts))


@dataclass(frozen=True, slots=True)
class Entry:
    """One debit, credit, return or notification, with what is added to it."""

    detail: Record
    addenda: tuple[Record, ...] = ()

    @property
    def is_credit(self) -> bool | None:
        """Whether it credits the account that it names."""
        return layouts.is_credit(self.detail.number("code"))

    @property
    def amount(self) -> int:
        """Minor units of US dollars (or of an international batch's own currency)."""
        return self.detail.number("amount")

    @property
    def returned(self) -> Record | None:
        """The addenda 99 of a return."""
        return self._addenda(layouts.ADDENDA_99)

    @property
    def change(self) -> Record | None:
        """The addenda 98 of a notification of change."""
        return self._addenda(layouts.ADDENDA_98)

    def _addenda(self, layout: Layout) -> Record | None:
        return next((each for each in self.addenda if each.layout is layout), None)


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one company, of one entry class, for one day."""

    header: Record
    entries: tuple[Entry, ...]
    control: Record

    @property
    def entry_class(self) -> str:
        """The standard entry class, such as PPD."""
        return self.header["entry_class"]


@dataclass(frozen=True, slots=True)
class NachaFile:
    """A file: `fillers` lines of nines fill its last block.

    `newline` is how its lines end, and `line_ends_after` how many of these follow the last.
    """

    header: Record
    batches: tuple[Batch, ...]
    control: Record
    fillers: int = 0
    newline: str = "\n"
    line_ends_after: int = 1

    def lines(self) -> list[str]:
        """Return the records as they are written, in order."""
        return [each.text[: each.width] for each in self.records()] + [FILLER] * self.fillers

    def records(self) -> list[Record]:
        """Return the records in order, without what fills the last block."""
        found = [self.header]
        for batch in self.batches:
            found.append(batch.header)
            for entry in batch.entries:
                found += [entry.detail, *entry.addenda]
            found.append(batch.control)
        return [*found, self.control]

    def write(self) -> bytes:
        """Return the file's bytes, in Latin-1."""
        text = self.newline.join(self.lines()) + self.newline * self.line_ends_after
        return text.encode("latin-1")
