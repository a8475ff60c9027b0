"""Payments on their way between banks, and the files they travel in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bankcore.money import Money


class Network(StrEnum):
    """Which clearing house: the name is its folder's, too."""

    SEPA = "sepa"
    ACH = "ach"


CURRENCIES: Final = {Network.SEPA: "EUR", Network.ACH: "USD"}


class ItemKind(StrEnum):
    """CREDIT pays somebody at another bank, DEBIT collects from them."""

    CREDIT = "CREDIT"
    DEBIT = "DEBIT"


class ItemState(StrEnum):
    """QUEUED waits for a file; a DEBIT that is ACKNOWLEDGED settles on its due date.

    REJECTED never settled; RETURNED did, and came back.
    """

    QUEUED = "QUEUED"
    IN_FILE = "IN_FILE"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    SETTLED = "SETTLED"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


CHANGES: Final = frozenset(
    {
        (ItemState.QUEUED, ItemState.IN_FILE),
        (ItemState.QUEUED, ItemState.CANCELLED),
        (ItemState.IN_FILE, ItemState.ACKNOWLEDGED),
        (ItemState.IN_FILE, ItemState.SETTLED),
        (ItemState.IN_FILE, ItemState.REJECTED),
        (ItemState.ACKNOWLEDGED, ItemState.SETTLED),
        (ItemState.ACKNOWLEDGED, ItemState.REJECTED),
        (ItemState.SETTLED, ItemState.RETURNED),
    }
)
"""How an item may move; PostgreSQL has this list, too."""


class Direction(StrEnum):
    """As the bank sees it."""

    OUT = "OUT"
    IN = "IN"


class FileKind(StrEnum):
    """What a file is about; DEBITS collect, RETURNS give settled money back, STATUS answers.

    INSTANT is one payment, and goes over the wire. RECALLS ask for money back, REFUSALS say no.
    """

    CREDITS = "credits"
    DEBITS = "debits"
    RETURNS = "returns"
    STATUS = "status"
    INSTANT = "instant"
    RECALLS = "recalls"
    REFUSALS = "refusals"


class FileState(StrEnum):
    """An own file is WRITTEN in the database first, then DELIVERED to the folder, then answered.

    A file of others is APPLIED as a whole, or REFUSED with the reason; one that came before is a
    DUPLICATE.
    """

    WRITTEN = "WRITTEN"
    DELIVERED = "DELIVERED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    APPLIED = "APPLIED"
    REFUSED = "REFUSED"
    DUPLICATE = "DUPLICATE"


class InboundState(StrEnum):
    """What became of a payment that came in."""

    CREDITED = "CREDITED"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    SUSPENSE = "SUSPENSE"


class IncomingState(StrEnum):
    """How far an instant payment to a customer has come.

    ACCEPTED is answered and waits for the network's word; it is CREDITED then (or the money is in
    SUSPENSE, where the account takes it no more), or has LAPSED: the payer got it back. REJECTED
    the bank did not take.
    """

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    CREDITED = "CREDITED"
    SUSPENSE = "SUSPENSE"
    LAPSED = "LAPSED"


class RecallState(StrEnum):
    """OPEN waits for an answer: the other bank's, or our customer's and staff's."""

    OPEN = "OPEN"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Name and account: an IBAN, or routing number, slash, account number."""

    name: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingItem:
    """One payment as a file tells it. `trace` is the transaction id on the wire.

    `own` is the customer or merchant of this bank, `other` whoever is elsewhere.
    """

    trace: str
    end_to_end_id: str
    amount: Money
    own: Party
    other: Party
    remittance: str = ""
    mandate_reference: str = ""
    mandate_signed_on: date | None = None
    sequence: str = ""
    entry_class: str = "PPD"
