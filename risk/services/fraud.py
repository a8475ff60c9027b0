"""The bank's first fraud rule: an amount above a threshold is suspicious."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings

from risk.repositories import flags

RULE = "amount_threshold"


def is_suspicious(*, amount: Decimal) -> bool:
    """Return whether `amount` (major units of any currency) is above settings.FRAUD_THRESHOLD."""
    return amount > settings.FRAUD_THRESHOLD


def flag_movement(*, reference: str, amount: Decimal, currency: str, at: datetime) -> bool:
    """Flag the movement if it is suspicious, once; returns whether it is."""
    if not is_suspicious(amount=amount):
        return False
    flags.add(
        reference=reference,
        rule=RULE,
        amount=amount,
        currency=currency,
        threshold=settings.FRAUD_THRESHOLD,
        at=at,
    )
    return True
