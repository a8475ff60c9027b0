"""Reading Mastercard-like clearing files: whole and in order, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Final

from bankcore.money import Currency, UnknownCurrency
from payments.settlement.domain import blocks, ipm
from payments.settlement.domain.collecting import Collected
from payments.settlement.domain.ipm_spec import decode, split_subfields
from payments.settlement.domain.records import (
    FileId,
    FileMalformed,
    Item,
    ItemKind,
    NetworkFile,
    Rejection,
    Taken,
    TrailerWrong,
)

_AGAIN: Final = "205"
_FILE_NAME: Final = 25

Message = dict[str, str]


def read(stream: BinaryIO) -> NetworkFile:
    """Return what a file says: clearing, acknowledgement, or what the network sends by itself.

    Raises FileTruncated, FileMalformed and TrailerWrong; nothing of such a file counts.
    """
    reading = _Reading()
    for number, raw in enumerate(blocks.read(stream), start=1):
        reading.take(number, decode(raw))
    return reading.result()


class _Reading(Collected):
    """What has been read so far."""

    def take(self, number: int, message: Message) -> None:
        """Take the next message."""
        if self._ended:
            text = "There are messages behind the trailer."
            raise FileMalformed(text)
        try:
            if int(message["71"]) != number:
                text = f"Message {number} has another number."
                raise FileMalformed(text)
            self._take(number, message)
        except (KeyError, ValueError, UnknownCurrency):
            text = f"Message {number} lacks what it needs, or has it in no right form."
            raise FileMalformed(text) from None

    def _take(self, number: int, message: Message) -> None:
        kind = (message["t"], message["24"])
        if (kind == (ipm.CONTROL, ipm.HEADER)) != (number == 1):
            text = "A file begins with its header, and has one."
            raise FileMalformed(text)
        if message["t"] in {ipm.PRESENTMENT, ipm.CHARGEBACK}:
            self._items.append(_item(number, message))
        elif message["t"] == ipm.CONTROL:
            self._take_control(number, message)
        else:
            text = f"Message {number} is of a type that clearing files do not have."
            raise FileMalformed(text)

    def _take_control(self, number: int, message: Message) -> None:
        values = split_subfields(message["48"])
        function = message["24"]
        if function == ipm.HEADER:
            self._file_id = _file_id(values["0105"])
        elif function == ipm.TRAILER:
            self._end(number, values)
        elif function == ipm.REJECTED:
            rejected = Rejection(
                number=int(values["0138"]), arn=message.get("31", ""), error=values["0005"][:4]
            )
            self._rejections.append(rejected)
        elif function == ipm.ACCEPTED:
            currency = Currency.numbered(int(message["49"])).code
            self._taken[currency] = Taken(
                count=int(values["0384"]), total_minor=int(values["0380"])
            )
        else:
            text = f"Message {number} has a function that clearing files do not have."
            raise FileMalformed(text)

    def _end(self, number: int, values: dict[str, str]) -> None:
        total = sum(item.amount_minor for item in self._items)
        if int(values["0306"]) != number or int(values["0301"]) != total:
            text = "The trailer does not count and sum the file as it is."
            raise TrailerWrong(text)
        self._ended = True


def _file_id(name: str) -> FileId:
    if len(name) != _FILE_NAME:
        raise ValueError
    return FileId(
        business_date=datetime.strptime(name[3:9], "%y%m%d").date(),  # noqa: DTZ007 - a day
        seq=int(name[20:]),
    )


def _item(number: int, message: Message) -> Item:
    name, _, city, place = [*message.get("43", "").split("\\"), "", "", ""][:4]
    return Item(
        number=number,
        kind=_kind(message),
        pan=message["2"],
        expiry=message.get("14", ""),
        amount_minor=int(message["4"]),
        currency=Currency.numbered(int(message["49"])).code,
        bought_at=ipm.moment(message["12"]),
        arn=message["31"],
        retrieval_reference=message.get("37", "").strip(),
        authorisation_code=message.get("38", "").strip(),
        acceptor_id=message.get("42", "").strip(),
        acceptor_name=name.strip(),
        city=city.strip(),
        country=place[-3:].strip(),
        category=message.get("26", ""),
        reason=message.get("25", "").strip(),
    )


def _kind(message: Message) -> ItemKind:
    if message["t"] == ipm.CHARGEBACK:
        return ItemKind.CHARGEBACK
    if message["24"] == _AGAIN:
        return ItemKind.REPRESENTMENT
    return ItemKind.REFUND if message["3"] == ipm.REFUND_CODE else ItemKind.PRESENTMENT
