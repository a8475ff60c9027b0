"""What is asked of the gateway, and what it answers: plain values, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bankcore.money import Money
from payments.gateway.domain.disputes import DisputeStage
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.operations import OPEN, OperationKind, OperationState

LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantRef:
    """A merchant, as every use case of payments is given one: whose payment it must be."""

    pk: int
    object_id: str
    name: str
    is_sandbox: bool
    state: MerchantState
    currency: str
    customer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentOrder:
    """A payment to be. Payer, payment method and mandate are named by their object ids."""

    amount: Money
    capture_method: CaptureMethod = CaptureMethod.AUTOMATIC
    payment_method: str | None = None
    payer: str | None = None
    mandate: str | None = None
    off_session: bool = False
    description: str = ""
    merchant_reference: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentChange:
    """What changes of a payment; None leaves a thing as it is.

    Amount, payment method and payer change only before the payment is confirmed.
    """

    amount: Money | None = None
    payment_method: str | None = None
    payer: str | None = None
    description: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOrder:
    """The word to go on. `off_session` charges by a mandate with the payer away.

    `address` is the payer's network address, if known, for the screening. `return_url` is where
    the payer's browser goes after they have been asked something.
    """

    payment_method: str | None = None
    mandate: str | None = None
    off_session: bool = False
    return_url: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureOrder:
    """How much to capture: without an amount, everything that is left.

    A capture that is final gives the rest of the authorisation back.
    """

    amount: Money | None = None
    is_final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """How much of a payment to pay back: without an amount, everything that is left.

    The payment is named by `intent`, or by `charge`, an authorisation of it.
    """

    intent: str = ""
    charge: str = ""
    amount: Money | None = None
    reason: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """Which part of a list, newest first: the rows after one, or before one, by object id.

    Of those alone that were made from the first time to before the last, where these are given.
    """

    after: str | None = None
    before: str | None = None
    limit: int = 10
    created_from: datetime | None = None
    created_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentFilter:
    """Which payments; None is any."""

    state: IntentState | None = None
    payer: str | None = None
    merchant_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFilter:
    """Which operations of one kind; None is any."""

    intent: str | None = None
    payer: str | None = None
    state: OperationState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """One thing a network was told, or told. An authorisation is what Stripe calls a charge.

    `captured` and `refunded` are those of the payment, as a charge shows them.
    """

    operation_id: UUID
    object_id: str
    kind: OperationKind
    state: OperationState
    amount: Money
    approved: Money | None
    captured: Money
    refunded: Money
    disputed: Money
    fee: Money
    intent: str
    payment_method: str
    payer: str | None
    original: str | None
    connector: str
    network_reference: str
    authorisation_code: str
    decline_code: str
    raw_code: str
    eci: str
    reason: str
    is_final: bool
    metadata: Mapping[str, Any]
    created_at: datetime
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether its outcome is still to come."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """What the payer must do: `type` redirect_to_url, by the name of their authentication.

    `page` is their card's bank's; None is the bank's own test page.
    """

    type: str
    authentication: str
    return_url: str
    page: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentView:
    """A payment as it stands. Of its counters the class PaymentIntent tells."""

    object_id: str
    state: IntentState
    amount: Money
    authorised: Money
    capturing: Money
    captured: Money
    voided: Money
    refunding: Money
    refunded: Money
    disputed: Money
    capturable: Money
    refundable: Money
    capture_method: CaptureMethod
    payer: str | None
    payment_method: str | None
    mandate: str | None
    off_session: bool
    description: str
    merchant_reference: str
    metadata: Mapping[str, Any]
    decline_code: str
    cancellation_reason: str
    risk_outcome: str
    client_secret: str
    is_sandbox: bool
    created_at: datetime
    canceled_at: datetime | None
    latest_charge: OperationView | None
    next_action: NextAction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a first step made: the operation to bring to its network, if there is one."""

    object_id: str
    operation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """What a merchant brought, without its content."""

    kind: str
    text: str
    file_name: str
    content_type: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeView:
    """A dispute as it stands."""

    object_id: str
    intent: str
    charge: str
    stage: DisputeStage
    reason: str
    amount: Money
    excess: Money
    due_at: datetime
    created_at: datetime
    decided_at: datetime | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantBalance:
    """What a merchant is owed in one currency.

    `available` is settled and waits for its payout, `pending` is captured and not settled yet,
    `reserved` is held back against disputes. All in all it is what the ledger says.
    """

    currency: str
    available: Money
    pending: Money
    reserved: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """An account elsewhere, opened from its seal for the message that debits it.

    `number` is an IBAN, or routing number, slash, account number.
    """

    number: str
    holder: str
