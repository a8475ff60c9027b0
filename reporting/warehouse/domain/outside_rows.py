"""Reading the rows of a file from outside: typed, or put aside with a reason; totals tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, NoReturn

from bankcore.errors import BankError
from reporting.warehouse.domain.sources import FORMULAS, FieldKind, Source, Value

MOST_WRONG: Final = 10_000
_TRAILER: Final = "TOTAL"


class FileRefused(BankError):
    """The file cannot be taken: the message says why. Nothing of it was kept."""

    code = "outside_file_refused"
    cure = "Have the system outside send it again, right."
    status = 422


class WrongRow(NamedTuple):
    """A row that was put aside: its line in the file, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Reading:
    """A file being read: what its rows come to so far."""

    source: Source
    rows: int = 0
    sum: int = 0
    is_sum_known: bool = True
    wrong: list[WrongRow] = field(default_factory=list)
    _seen: dict[tuple[Value, ...], int] = field(default_factory=dict)

    def values(self, records: Iterable[tuple[int, list[str]]]) -> Iterator[list[Value]]:
        """Yield the values of each right row with its line at the end.

        `records` are lines by their numbers, the header first. Raises FileRefused where the
        header is another, a text is a formula, or the last line's totals are not the rows'.
        """
        lines = iter(records)
        self._expect_header(next(lines, (1, []))[1])
        trailer: list[str] | None = None
        for line, record in lines:
            if trailer is not None:
                refuse(f"Line {line} comes after the totals.")
            if self.source.total and record[:1] == [_TRAILER]:
                trailer = record
            elif record:
                found = self._row(line, record)
                if found is not None:
                    yield [*found, line]
        self._expect_totals(trailer)
        if not self.rows - len(self.wrong):
            refuse("No row of the file can be read.")

    def _row(self, line: int, record: list[str]) -> list[Value] | None:
        self.rows += 1
        fields = self.source.fields
        if len(record) != len(fields):
            self.is_sum_known = False
            self._put_aside(line, f"the row has {len(record)} fields, not {len(fields)}")
            return None
        found: list[Value] = []
        reasons = []
        for each, text in zip(fields, record, strict=True):
            if each.kind is FieldKind.TEXT and text.lstrip(" ").startswith(FORMULAS):
                refuse(f"{each.header} on line {line} is a formula.")
            try:
                found.append(each.read(text))
            except ValueError as error:
                found.append(None)
                reasons.append(str(error))
        self._add_up(found)
        if reasons:
            self._put_aside(line, "; ".join(reasons))
            return None
        return self._first_of_its_key(line, found)

    def _first_of_its_key(self, line: int, found: list[Value]) -> list[Value] | None:
        names = [each.name for each in self.source.fields]
        key = tuple(found[names.index(each)] for each in self.source.key)
        before = self._seen.setdefault(key, line)
        if before != line:
            self._put_aside(line, f"its key is that of line {before}")
            return None
        return found

    def _add_up(self, found: list[Value]) -> None:
        if self.source.total:
            names = [each.name for each in self.source.fields]
            amount = found[names.index(self.source.total)]
            if isinstance(amount, int):
                self.sum += amount
            else:
                self.is_sum_known = False

    def _put_aside(self, line: int, reason: str) -> None:
        self.wrong.append(WrongRow(line, reason))
        if len(self.wrong) > MOST_WRONG:
            refuse(f"More than {MOST_WRONG:,} rows of the file are wrong.")

    def _expect_header(self, header: list[str]) -> None:
        wanted = [each.header for each in self.source.fields]
        if [each.strip() for each in header] != wanted:
            refuse(f"The file does not begin with the header {self.source.delimiter.join(wanted)}.")

    def _expect_totals(self, trailer: list[str] | None) -> None:
        if not self.source.total:
            return
        if trailer is None or len(trailer) != 3 or not trailer[1].isascii():
            refuse("The file does not end with a line of totals: TOTAL, rows, sum.")
        total = next(each for each in self.source.fields if each.name == self.source.total)
        try:
            rows, amount = int(trailer[1]), total.read(trailer[2])
        except ValueError:
            refuse("The totals of the file cannot be read.")
        if rows != self.rows:
            refuse(f"The file says that it has {rows} rows, and has {self.rows}.")
        if self.is_sum_known and amount != self.sum:
            refuse("The amounts of the file do not sum to what it says.")


def refuse(why: str) -> NoReturn:
    """Refuse the file with a sentence."""
    raise FileRefused(why)
