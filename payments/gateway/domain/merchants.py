"""What a merchant can be."""

from __future__ import annotations

from enum import StrEnum


class MerchantState(StrEnum):
    """Only ACTIVE merchants take payments; a SUSPENDED one still gets refunds and disputes done."""

    ONBOARDING = "ONBOARDING"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class PayoutSchedule(StrEnum):
    """When a merchant is paid out what is available."""

    MANUAL = "MANUAL"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
