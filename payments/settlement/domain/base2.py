"""Visa-like clearing files: fixed lines of 168 characters, as docs/gateway/clearing.md says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import BinaryIO, Final

from bankcore.money import Currency, UnknownCurrency
from payments.settlement.domain.arn import ACQUIRER
from payments.settlement.domain.collecting import Collected
from payments.settlement.domain.records import (
    FileId,
    FileMalformed,
    FileTruncated,
    Item,
    ItemKind,
    NetworkFile,
    Rejection,
    Taken,
    TrailerWrong,
    Written,
)
from payments.settlement.domain.texts import plain

_WIDTH: Final = 168
_MOMENT: Final = "%y%m%d%H%M%S"
_HEADER, _TRAILER, _REJECTED, _ACCEPTED = "90", "92", "44", "46"
_CODES: Final = {
    ItemKind.PRESENTMENT: "05",
    ItemKind.REFUND: "06",
    ItemKind.CHARGEBACK: "15",
    ItemKind.REPRESENTMENT: "35",
}
# A chargeback of a refund (16) is still a chargeback.
_KINDS: Final = {**{code: kind for kind, code in _CODES.items()}, "16": ItemKind.CHARGEBACK}

_ITEM: Final = re.compile(
    r"(?P<code>\d\d)00(?P<pan>[\d ]{19})(?P<arn>\d{23})(?P<amount>\d{12})"
    r"(?P<currency>\d{3})(?P<moment>\d{12})(?P<name>.{25})(?P<city>.{13})(?P<country>.{3})"
    r"(?P<category>.{4})(?P<authorisation>.{6})(?P<reference>.{12})(?P<acceptor>.{15})"
    r"(?P<reason>.{4})(?P<number>\d{8}) {5}"
)


def write(*, file_id: FileId, items: Iterable[Item], out: BinaryIO) -> Written:
    """Write the items between header and trailer; the first of them has the number 1."""
    _put(out, f"{_HEADER}{ACQUIRER}{file_id.business_date:%y%m%d}{file_id.seq:05d}")
    count = total = 0
    for item in items:
        _put(out, _line(item))
        count += 1
        total += item.amount_minor
    _put(out, f"{_TRAILER}{count + 2:08d}{total:016d}")
    return Written(items=count, total_minor=total)


def read(stream: BinaryIO) -> NetworkFile:
    """Return what a file says: clearing, acknowledgement, or what the network sends by itself.

    Raises FileTruncated, FileMalformed and TrailerWrong; nothing of such a file counts.
    """
    reading = _Reading()
    for number, line in enumerate(_lines(stream), start=1):
        reading.take(number, line)
    return reading.result()


class _Reading(Collected):
    """What has been read so far."""

    def take(self, number: int, line: str) -> None:
        """Take the next line."""
        if self._ended:
            message = "There are lines behind the trailer."
            raise FileMalformed(message)
        if (line[:2] == _HEADER) != (number == 1):
            message = "A file begins with its header, and has one."
            raise FileMalformed(message)
        try:
            self._take(number, line)
        except (ValueError, UnknownCurrency):
            message = f"Line {number} is not as agreed."
            raise FileMalformed(message) from None

    def _take(self, number: int, line: str) -> None:
        code = line[:2]
        if code == _HEADER:
            self._file_id = FileId(business_date=_day(line[8:14]), seq=int(line[14:19]))
        elif code == _TRAILER:
            self._end(number, line)
        elif code == _REJECTED:
            arn = line[10:33].strip()
            self._rejections.append(Rejection(number=int(line[2:10]), arn=arn, error=line[33:37]))
        elif code == _ACCEPTED:
            self._taken[Currency.numbered(int(line[2:5])).code] = _taken(line)
        else:
            self._items.append(_item(number, line))

    def _end(self, number: int, line: str) -> None:
        total = sum(item.amount_minor for item in self._items)
        if int(line[2:10]) != number or int(line[10:26]) != total:
            message = "The trailer does not count and sum the file as it is."
            raise TrailerWrong(message)
        self._ended = True


def _put(out: BinaryIO, line: str) -> None:
    out.write(f"{line:<{_WIDTH}}\n".encode("ascii"))


def _line(item: Item) -> str:
    return "".join(
        (
            f"{_CODES[item.kind]}00{item.pan:<19}{item.arn}{item.amount_minor:012d}",
            f"{Currency.of(item.currency).number:03d}",
            item.bought_at.astimezone(UTC).strftime(_MOMENT),
            f"{plain(item.acceptor_name, 25):<25}{plain(item.city, 13):<13}{item.country:<3}",
            f"{item.category:<4}{item.authorisation_code:<6}{item.retrieval_reference:<12}",
            f"{plain(item.acceptor_id, 15):<15}{item.reason:<4}{item.number:08d}",
        )
    )


def _lines(stream: BinaryIO) -> Iterator[str]:
    for raw in stream:
        if not raw.endswith(b"\n"):
            message = "The file ends within a line."
            raise FileTruncated(message)
        if len(raw) != _WIDTH + 1 or not raw.isascii():
            message = "A line is not 168 characters of ASCII."
            raise FileMalformed(message)
        yield raw[:-1].decode("ascii")


def _item(number: int, line: str) -> Item:
    found = _ITEM.fullmatch(line)
    if found is None or found["code"] not in _KINDS or int(found["number"]) != number - 1:
        raise ValueError
    return Item(
        number=number - 1,
        kind=_KINDS[found["code"]],
        pan=found["pan"].strip(),
        amount_minor=int(found["amount"]),
        currency=Currency.numbered(int(found["currency"])).code,
        bought_at=datetime.strptime(found["moment"], _MOMENT).replace(tzinfo=UTC),
        arn=found["arn"],
        retrieval_reference=found["reference"].strip(),
        authorisation_code=found["authorisation"].strip(),
        acceptor_id=found["acceptor"].strip(),
        acceptor_name=found["name"].strip(),
        city=found["city"].strip(),
        country=found["country"].strip(),
        category=found["category"].strip(),
        reason=found["reason"].strip(),
    )


def _taken(line: str) -> Taken:
    total = int(line[13:29])
    return Taken(count=int(line[5:13]), total_minor=-total if line[29] == "-" else total)


def _day(text: str) -> date:
    return datetime.strptime(text, "%y%m%d").replace(tzinfo=UTC).date()
