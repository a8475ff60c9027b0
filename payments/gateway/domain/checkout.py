"""Checkout pages and the keeping of payment methods: the states they go through."""

from __future__ import annotations

from enum import StrEnum


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
