"""What is said in the files of card networks, whichever their format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bankcore.errors import BankError


class ItemKind(StrEnum):
    """What an item of a clearing file is; the words of the advice are the same in small."""

    PRESENTMENT = "PRESENTMENT"
    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"
    REPRESENTMENT = "REPRESENTMENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record with money in it. `amount_minor` has no sign: the kind says who gets it.

    `number` counts the messages of its file. `reason` is the network's own code of a chargeback.
    """

    number: int
    kind: ItemKind
    pan: str = field(repr=False)
    expiry: str = field(default="", repr=False)
    amount_minor: int
    currency: str
    bought_at: datetime
    arn: str
    retrieval_reference: str = ""
    authorisation_code: str = ""
    acceptor_id: str = ""
    acceptor_name: str = ""
    city: str = ""
    country: str = ""
    category: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileId:
    """Which file of its day it is."""

    business_date: date
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file that was written adds up to."""

    items: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One record that the network did not take: its number in our file, its ARN, and the error."""

    number: int
    arn: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the network took in one currency: sales less refunds."""

    count: int
    total_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFile:
    """A file of the network, read whole and found in order.

    `refused` is the error of a whole file, "" when it was taken.
    """

    file_id: FileId
    items: tuple[Item, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    taken: Mapping[str, Taken] = field(default_factory=dict)
    refused: str = ""


class FileTruncated(BankError):
    """The file ends before its end."""

    code = "network_file_truncated"
    cure = "Have the network send it again. Nothing of it was taken."
    status = 422


class FileMalformed(BankError):
    """A record of the file is not what the agreement says."""

    code = "network_file_malformed"
    cure = "Have the network send a right one. Nothing of it was taken."
    status = 422


class TrailerWrong(BankError):
    """The file's last record counts or sums other than the file."""

    code = "network_file_trailer_wrong"
    cure = "Have the network send it again. Nothing of it was taken."
    status = 422


FILE_REFUSED = "0009"
"""The error with which a network refuses a whole file."""
