"""A payment of a merchant: the states it goes through."""

from __future__ import annotations

from enum import StrEnum


class IntentState(StrEnum):
    """Stripe's words, and two more: REVIEW waits for a person, CONFLICTED for operations.

    On the wire these two are `processing`, with the reason beside it.
    """

    REQUIRES_PAYMENT_METHOD = "REQUIRES_PAYMENT_METHOD"
    REQUIRES_CONFIRMATION = "REQUIRES_CONFIRMATION"
    REQUIRES_ACTION = "REQUIRES_ACTION"
    PROCESSING = "PROCESSING"
    REQUIRES_CAPTURE = "REQUIRES_CAPTURE"
    SUCCEEDED = "SUCCEEDED"
    CANCELED = "CANCELED"
    REVIEW = "REVIEW"
    CONFLICTED = "CONFLICTED"


class CaptureMethod(StrEnum):
    """Whether a payment is captured with its authorisation, or by the merchant later."""

    AUTOMATIC = "AUTOMATIC"
    MANUAL = "MANUAL"
