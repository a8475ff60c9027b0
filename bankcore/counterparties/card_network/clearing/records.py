"""What a clearing file says, in whichever of the two formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a record is."""

    PRESENTMENT = "presentment"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    REPRESENTMENT = "representment"


class BadFile(Exception):
    """A file that is refused whole; `file_id` as far as it could be read."""

    def __init__(self, detail: str, file_id: str = "") -> None:
        super().__init__(detail)
        self.file_id = file_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record: amount in minor units, currency by ISO 4217 number (3 digits).

    `written` is what else it says, by the format's own names; `reason` is the format's code.
    """

    kind: Kind
    number: int
    pan: str = field(repr=False)
    amount: int
    currency: str
    arn: str
    rrn: str
    code: str
    reason: str = ""
    text: str = ""
    whole: bool = True
    written: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that is not taken: its number in the file, its ARN, and why."""

    number: int
    arn: str
    error: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of a file in one currency; `total` is sales less refunds, minor units."""

    currency: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class ClearingFile:
    """A file as it was read: its identity and its records."""

    file_id: str
    records: Sequence[Record]


class Format(Protocol):
    """One network's files: reads, writes and acknowledges."""

    def read(self, content: bytes) -> ClearingFile:
        """Return what the file says; raises BadFile."""

    def write(self, file_id: str, records: Sequence[Record]) -> bytes:
        """Return a file of `records`, numbered anew."""

    def acknowledge(
        self, file_id: str, rejections: Sequence[Rejection], taken: Sequence[Taken]
    ) -> bytes:
        """Return the acknowledgement of a file."""

    def file_id(self, day: str, sequence: int) -> str:
        """Return the identity of the network's own file of a day, YYMMDD."""
