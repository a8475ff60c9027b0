"""What the rules have found, in the database."""

from datetime import datetime
from decimal import Decimal

from risk.models import PaymentFlag


def add(
    *, reference: str, rule: str, amount: Decimal, currency: str, threshold: Decimal, at: datetime
) -> None:
    """Add a flag; one that is there already stays as it is."""
    flag = PaymentFlag(
        reference=reference,
        rule=rule,
        amount=amount,
        currency=currency,
        threshold=threshold,
        flagged_at=at,
    )
    PaymentFlag.objects.bulk_create([flag], ignore_conflicts=True)
