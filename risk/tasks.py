"""What risk does when it hears of a movement."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from celery import shared_task

from bankcore.outbox import public as outbox
from risk import public as risk


@shared_task
@outbox.handled
def learn_from_case(event: dict[str, Any]) -> None:
    """Label the payments of a decided case. Being told twice changes nothing."""
    is_fraud = event["payload"]["is_fraud"]
    if is_fraud is not None:
        risk.learn_from_case(
            references=event["payload"]["references"],
            is_fraud=is_fraud,
            known_at=datetime.fromisoformat(event["occurred_at"]),
        )


@shared_task
@outbox.handled
def flag_movement(event: dict[str, Any]) -> None:
    """Put the movement before the fraud rules. Being told twice changes nothing."""
    worth = event["payload"].get("base_amount")
    risk.flag_movement(
        reference=event["subject"],
        amount=Decimal(event["payload"]["amount"]),
        currency=event["payload"]["currency"],
        base_amount=None if worth is None else Decimal(worth),
        at=datetime.fromisoformat(event["occurred_at"]),
    )
