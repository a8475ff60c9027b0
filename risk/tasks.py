"""What risk does when it hears of a movement."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from celery import shared_task

from risk import public as risk


@shared_task
def flag_movement(event: dict[str, Any]) -> None:
    """Put the movement before the fraud rules. Being told twice changes nothing."""
    risk.flag_movement(
        reference=event["subject"],
        amount=Decimal(event["payload"]["amount"]),
        currency=event["payload"]["currency"],
        at=datetime.fromisoformat(event["occurred_at"]),
    )
