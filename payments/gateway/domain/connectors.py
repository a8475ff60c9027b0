"""What every network looks like from the gateway: one interface, three ends of a try."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bankcore.money import Money
from payments.gateway.domain.operations import OperationKind


class InstrumentKind(StrEnum):
    """What a payer pays with."""

    CARD = "CARD"
    ON_US_ACCOUNT = "ON_US_ACCOUNT"  # an account of this bank
    SEPA_DEBIT = "SEPA_DEBIT"
    US_BANK_ACCOUNT = "US_BANK_ACCOUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """What is charged or paid to, by reference: numbers are in the vault or the sealed rows alone.

    `reference` is the vault's token of a card, an account's public id, or the id of the payment
    method whose sealed details the connector asks the gateway for. `mandate` is the mandate's
    reference where one is needed.
    """

    kind: InstrumentKind
    reference: str
    brand: str = ""
    last4: str = ""
    mandate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptor:
    """The merchant as networks are told of it; `category` is its ISO 18245 code."""

    merchant_id: str
    name: str
    city: str
    country: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What an operation changes: the authorisation, as the network knows it."""

    operation_id: UUID
    amount: Money
    network_reference: str
    authorisation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One operation to bring to a network. Every id on the wire follows from `operation_id`.

    After `deadline` (authorisations alone have one) it must not be brought there any more.
    `is_final` tells that a capture is the last of its authorisation. `recurring` is for charges
    that a mandate allows with the payer away.
    """

    operation_id: UUID
    kind: OperationKind
    amount: Money
    instrument: Instrument
    acceptor: Acceptor
    original: Original | None = None
    deadline: datetime | None = None
    is_final: bool = True
    recurring: bool = False
    description: str = ""


class Verdict(StrEnum):
    """How a try ended, as far as is known.

    UNKNOWN is neither success nor failure, and time alone never turns it into one. REVERSED says
    of an unknown authorisation that the network has taken it back. NOT_SENT is sure: nothing has
    reached the network, and another may be tried. PENDING says that the network has taken the
    operation and will tell later. RETURNED takes back what had succeeded (a direct debit).
    """

    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    REVERSED = "REVERSED"
    NOT_SENT = "NOT_SENT"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a network said of an operation.

    `code` is one of the stable codes of payments.gateway.domain.declines, `raw_code` the network's
    own. `amount` is what was approved, where the network may approve less or says it anew: an
    amount or currency that differs from what was asked makes the payment CONFLICTED.
    """

    verdict: Verdict
    code: str = ""
    raw_code: str = ""
    network_reference: str = ""
    authorisation_code: str = ""
    amount: Money | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a network can do."""

    instruments: frozenset[InstrumentKind]
    separate_capture: bool = True
    partial_capture: bool = True
    several_captures: bool = False
    increments: bool = False
    partial_approval: bool = False
    inquiry: bool = False
    brands: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether a network can be reached, and why not."""

    is_up: bool
    detail: str = ""


class Connector(Protocol):
    """One network. Answers come in by payments.gateway.public.apply_outcome."""

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do."""

    def enqueue(self, order: Order, *, now: datetime) -> None:
        """Write down, in the caller's use case, what is to be brought to the network."""

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Bring it there, or wait until it has been, outside of any transaction.

        Returns when the outcome has been applied or the time is over, whichever is first; raises
        nothing for what the network does.
        """

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Ask the network again about an operation whose outcome is not known, and apply it."""

    def health(self, *, now: datetime) -> Health:
        """Tell whether the network can be reached."""
