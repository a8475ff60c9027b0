"""What a file from a network says, whichever network's it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bankcore.money import Money
from payments.interbank.domain.iso20022.pacs import RecallMessage, RecallRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a file of the bank's own went; `refused` is why as a whole, `rejected` by trace."""

    original: str
    refused: str = ""
    rejected: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One payment of the bank's own that comes back.

    One that is dated before its collection was due takes back what never settled.
    """

    trace: str
    amount: Money
    reason: str
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a payer's bank says is different from now on."""

    trace: str
    code: str
    corrected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """By what right somebody collects, and when: of ACH, the company's id and the account.

    The `original_` fields are what an amended mandate was before; empty where they are the same.
    """

    scheme: str
    creditor_id: str
    mandate_reference: str
    due: date | None
    sequence: str = ""
    signed_on: date | None = None
    creditor_account: str = ""
    original_creditor_id: str = ""
    original_reference: str = ""
    original_account: str = ""

    @property
    def is_amended(self) -> bool:
        """Whether the mandate was another before."""
        return bool(self.original_creditor_id or self.original_reference or self.original_account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A payment for a customer, or with `asked` one that somebody collects from them.

    `account` is an IBAN, or an account number of this bank. `wire_account` and `entry_class` are
    for ACH's way back.
    """

    transaction_id: str
    end_to_end_id: str
    amount: Money
    account: str
    other_name: str
    remittance: str = ""
    asked: Asked | None = None
    entry_class: str = ""
    wire_account: str = ""

    @property
    def is_debit(self) -> bool:
        """Whether it takes money from the customer."""
        return self.asked is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Everything that one file says."""

    message_id: str
    answers: tuple[Answered, ...] = ()
    returns: tuple[Returned, ...] = ()
    changes: tuple[Changed, ...] = ()
    incoming: tuple[Incoming, ...] = ()
    recall: RecallMessage | None = None
    refusal: RecallRefusal | None = None
