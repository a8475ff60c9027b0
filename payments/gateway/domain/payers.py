"""What is known of payers and of what they pay with, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from payments.gateway.domain.connectors import InstrumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerView:
    """A merchant's customer."""

    object_id: str
    name: str | None
    email: str | None
    metadata: Mapping[str, str]
    created_at: datetime
    is_deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """What a payer pays with, without any number of it but its last four digits."""

    object_id: str
    kind: InstrumentKind
    payer_id: str | None
    brand: str
    last4: str
    expiry_month: int | None
    expiry_year: int | None
    country: str
    fingerprint: str
    holder_name: str | None
    metadata: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateView:
    """A payer's permission to charge what they pay with."""

    object_id: str
    payment_method_id: str
    reference: str
    signed_on: date
    is_single_use: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumber:
    """A card as a payer types it; `code` goes to the network and is kept nowhere."""

    number: str = field(repr=False)
    expiry_month: int
    expiry_year: int
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SepaDebit:
    """An account that SEPA direct debits are collected from."""

    iban: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsBankAccount:
    """An account that ACH debits are collected from."""

    routing_number: str
    account_number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankcoreAccount:
    """An account of this bank."""

    account_id: UUID


Details = CardNumber | SepaDebit | UsBankAccount | BankcoreAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMethod:
    """What a payer is to pay with, and whose it is."""

    details: Details
    holder_name: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
