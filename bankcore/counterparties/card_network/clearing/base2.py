"""BASE II-like files: ASCII lines of 168 characters, columns as docs/gateway/clearing.md says."""

from collections.abc import Sequence
from dataclasses import dataclass

from bankcore.counterparties.card_network.clearing.records import (
    BadFile,
    ClearingFile,
    Kind,
    Record,
    Rejection,
    Taken,
)

_WIDTH = 168
ACQUIRER = "999999"
_CODES = {
    "05": Kind.PRESENTMENT,
    "06": Kind.REFUND,
    "15": Kind.CHARGEBACK,
    "16": Kind.CHARGEBACK,
    "35": Kind.REPRESENTMENT,
}
# Columns from 1, both ends in.
_COLUMNS = {
    "code": (1, 2), "pan": (5, 23), "arn": (24, 46), "amount": (47, 58), "currency": (59, 61),
    "time": (62, 73), "name": (74, 98), "city": (99, 111), "country": (112, 114),
    "category": (115, 118), "authorisation": (119, 124), "rrn": (125, 136),
    "acceptor": (137, 151), "reason": (152, 155), "number": (156, 163),
}  # fmt: skip
_COPIED = ("time", "name", "city", "country", "category", "acceptor")


@dataclass(frozen=True, slots=True)
class Base2:
    """The Visa-like network's files; a file's identity is its TC90's date and sequence."""

    def file_id(self, day: str, sequence: int) -> str:
        """Return the identity of the network's own file."""
        return f"{day}{sequence:05d}"

    def read(self, content: bytes) -> ClearingFile:
        """Return the records between TC90 and TC92; raises BadFile."""
        lines = _lines(content)
        if len(lines) < 2 or lines[0][:2] != "90":
            message = "the file has no first line"
            raise BadFile(message)
        file_id = lines[0][8:19]
        records = [_record(line, file_id) for line in lines[1:-1]]
        total = sum(record.amount for record in records)
        if lines[-1][:26] != f"92{len(lines):08d}{total:016d}":
            message = f"the last line says {lines[-1][:26]}, the file {len(lines)} and {total}"
            raise BadFile(message, file_id)
        return ClearingFile(file_id, records)

    def write(self, file_id: str, records: Sequence[Record]) -> bytes:
        """Return a file of chargebacks and answers to representments."""
        lines = [f"90{ACQUIRER}{file_id}"]
        lines += [_line(record, number) for number, record in enumerate(records, 1)]
        total = sum(record.amount for record in records)
        return _content([*lines, f"92{len(lines) + 1:08d}{total:016d}"])

    def acknowledge(
        self, file_id: str, rejections: Sequence[Rejection], taken: Sequence[Taken]
    ) -> bytes:
        """Return TC44 for each line that was not taken and TC46 for each currency."""
        lines = [f"90{ACQUIRER}{file_id:<11}"]
        lines += [f"44{each.number:08d}{each.arn:<23}{each.error}" for each in rejections]
        lines += [
            f"46{each.currency}{each.number:08d}{abs(each.total):016d}"
            + ("-" if each.total < 0 else "+")
            for each in taken
        ]
        return _content([*lines, f"92{len(lines) + 1:08d}{0:016d}"])


def _lines(content: bytes) -> list[str]:
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        message = "the file is not ASCII"
        raise BadFile(message) from error
    lines = text.split("\n")
    if lines.pop() or any(len(line) != _WIDTH for line in lines):
        message = f"a line has not {_WIDTH} characters"
        raise BadFile(message)
    return lines


def _content(lines: Sequence[str]) -> bytes:
    return "".join(f"{line:<{_WIDTH}}\n" for line in lines).encode("ascii")


def _cell(line: str, name: str) -> str:
    first, last = _COLUMNS[name]
    return line[first - 1 : last].strip()


def _record(line: str, file_id: str) -> Record:
    cells = {name: _cell(line, name) for name in _COLUMNS}
    kind = _CODES.get(cells["code"])
    if kind is None or not (cells["amount"] + cells["number"]).isdecimal():
        message = f"a line with code {cells['code']} cannot be read"
        raise BadFile(message, file_id)
    return Record(
        kind=kind,
        number=int(cells["number"]),
        pan=cells["pan"],
        amount=int(cells["amount"]),
        currency=cells["currency"],
        arn=cells["arn"],
        rrn=cells["rrn"],
        code=cells["authorisation"],
        reason=cells["reason"],
        written={name: cells[name] for name in _COPIED},
    )


def _line(record: Record, number: int) -> str:
    code = "35" if record.kind is Kind.REPRESENTMENT else "15"
    written = record.written
    return (
        f"{code}00{record.pan:<19}{record.arn:<23}{record.amount:012d}{record.currency}"
        f"{written['time']:<12}{written['name']:<25}{written['city']:<13}{written['country']:<3}"
        f"{written['category']:<4}{record.code:<6}{record.rrn:<12}{written['acceptor']:<15}"
        f"{record.reason:<4}{number:08d}"
    )
