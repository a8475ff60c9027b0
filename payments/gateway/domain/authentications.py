"""Whether a payer has confirmed a payment."""

from __future__ import annotations

from enum import StrEnum


class AuthenticationState(StrEnum):
    """PENDING waits for the payer; the others are final."""

    PENDING = "PENDING"
    PASSED = "PASSED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
