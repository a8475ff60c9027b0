"""What banks tell each other: transfers, collections, how they went, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bankcore.money import Money


class Sequence(StrEnum):
    """Which collection of a mandate it is."""

    FIRST = "FRST"
    RECURRING = "RCUR"
    FINAL = "FNAL"
    ONE_OFF = "OOFF"


class Status(StrEnum):
    """How far a payment has come (ExternalPaymentTransactionStatus1Code, as far as used)."""

    ACCEPTED = "ACCP"
    IN_PROCESS = "ACSP"
    SETTLED = "ACSC"
    PENDING = "PDNG"
    PARTLY = "PART"
    REJECTED = "RJCT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The payer or the payee: name, account and bank (BIC; empty where it is not told)."""

    name: str
    account: str
    bank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A payer's permission: its reference, when it was signed, and whom it allows to collect.

    `scheme` is CORE or B2B. The `original_` fields are what an amended mandate was before.
    """

    reference: str
    signed_on: date | None
    sequence: Sequence
    creditor_id: str
    scheme: str = "CORE"
    original_creditor_id: str = ""
    original_reference: str = ""
    original_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One payment from debtor to creditor; with a mandate it is the creditor who collects it.

    `accepted_at` is when the payer's bank took an instant payment: from then on time runs.
    """

    transaction_id: str
    end_to_end_id: str
    amount: Money
    debtor: Side
    creditor: Side
    remittance: str = ""
    instruction_id: str = ""
    mandate: Mandate | None = None
    due_on: date | None = None
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferMessage:
    """pacs.008 (credit transfers; `is_instant` for SCT Inst) or pacs.003 (collections)."""

    message_id: str
    created_at: datetime | None
    settlement_date: date | None
    transfers: tuple[Transfer, ...]
    is_instant: bool = False

    @property
    def is_collection(self) -> bool:
        """Whether the creditors collect."""
        return any(each.mandate is not None for each in self.transfers)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStatus:
    """How one payment went; `reason` is an ISO code or a bank's own."""

    transaction_id: str
    end_to_end_id: str
    status: str
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """pacs.002: of a message as a whole, where `status` is told, and of single payments."""

    message_id: str
    original_message_id: str
    original_kind: str
    status: str
    reason: str
    transfers: tuple[TransferStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """pacs.028: a question what has become of a payment that nobody answered."""

    message_id: str
    original_message_id: str
    original_kind: str
    transaction_id: str
    end_to_end_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReturn:
    """One settled payment that comes back."""

    return_id: str
    original_message_id: str
    original_kind: str
    end_to_end_id: str
    transaction_id: str
    amount: Money
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnMessage:
    """pacs.004."""

    message_id: str
    settlement_date: date | None
    returns: tuple[TransferReturn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallMessage:
    """camt.056: whoever sent a settled payment asks for the money back.

    `case_id` is the sender's name for the question, `reason` an ISO code (DUPL, TECH, FRAD...).
    """

    case_id: str
    sender: str
    receiver: str
    original_message_id: str
    transaction_id: str
    end_to_end_id: str
    amount: Money
    settled_on: date | None
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRefusal:
    """camt.029: the money does not come back, and why (an ISO code)."""

    message_id: str
    case_id: str
    sender: str
    receiver: str
    original_message_id: str
    transaction_id: str
    end_to_end_id: str
    reason: str
    detail: str = ""
