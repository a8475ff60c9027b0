"""Checkout pages and the keeping of payment methods: the states they go through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bankcore.money import Money
from payments.gateway.domain.views import MerchantRef


class SessionState(StrEnum):
    """Whether a payer may still pay."""

    OPEN = "OPEN"
    COMPLETE = "COMPLETE"
    EXPIRED = "EXPIRED"


class SetupState(StrEnum):
    """Whether a payment method is kept for later."""

    REQUIRES_PAYMENT_METHOD = "REQUIRES_PAYMENT_METHOD"
    REQUIRES_CONFIRMATION = "REQUIRES_CONFIRMATION"
    SUCCEEDED = "SUCCEEDED"
    CANCELED = "CANCELED"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A payment link. `merchant_name` is who is paid."""

    object_id: str
    merchant_name: str
    amount: Money
    description: str
    return_url: str
    is_active: bool
    metadata: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A checkout session: one payer's way through the page of a merchant."""

    object_id: str
    merchant: MerchantRef
    link_id: str | None
    intent_id: str | None
    payer_id: str | None
    state: SessionState
    amount: Money
    description: str
    success_url: str
    cancel_url: str
    metadata: Mapping[str, str]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupView:
    """The keeping of a payment method."""

    object_id: str
    state: SetupState
    payer_id: str | None
    payment_method_id: str | None
    mandate_id: str | None
    client_secret: str
    description: str
    metadata: Mapping[str, str]
    created_at: datetime
