"""Files of many payments: what is read from them, and what became of each line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from bankcore.money import Money

LARGEST_FILE = 20 * 1024 * 1024
MOST_LINES = 50_000


class FileFormat(StrEnum):
    """What the file is written in; the pain formats are versions of ISO 20022's message."""

    CSV = "CSV"
    PAIN_001_03 = "pain.001.001.03"
    PAIN_001_09 = "pain.001.001.09"
    PAIN_001_11 = "pain.001.001.11"


class FileState(StrEnum):
    """How far the file has come; REFUSED as a whole, none of it was looked at.

    UNSIGNED was sent in online banking and waits for its customer's confirmation.
    """

    UNSIGNED = "UNSIGNED"
    RECEIVED = "RECEIVED"
    PROCESSED = "PROCESSED"
    REFUSED = "REFUSED"


class LineState(StrEnum):
    """What became of a line; SCHEDULED waits for its day as an order of its own.

    The bank is looking at one that is HELD.
    """

    PENDING = "PENDING"
    BOOKED = "BOOKED"
    SCHEDULED = "SCHEDULED"
    HELD = "HELD"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line or a file is refused: a stable code, and a sentence for the debtor."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A line as the file has it: every field a text, none of them believed."""

    number: int
    debtor_iban: str = ""
    creditor_iban: str = ""
    creditor_name: str = ""
    amount: str = ""
    currency: str = ""
    execution_date: str = ""
    remittance: str = ""
    end_to_end_id: str = ""
    instruction_id: str = ""
    payment_id: str = ""
    fault: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A file that could be read; `refusal` tells why it is refused as a whole, if it is."""

    format: FileFormat
    message_id: str
    lines: tuple[RawLine, ...]
    refusal: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line and what became of it."""

    number: int
    payment_id: str
    instruction_id: str
    end_to_end_id: str
    debtor_iban: str
    creditor_iban: str
    creditor_name: str
    amount_text: str
    amount: Money | None
    currency: str
    execution_date: date | None
    remittance: str
    state: LineState
    reason: Reason | None
    transaction_id: int | None
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One file and how many of its lines came to what."""

    file_id: UUID
    customer_id: UUID
    name: str
    format: FileFormat
    message_id: str
    state: FileState
    refusal: Reason | None
    received_at: datetime
    counts: dict[LineState, int]
    sha256: str = ""

    @property
    def total(self) -> int:
        """How many lines the file has."""
        return sum(self.counts.values())
