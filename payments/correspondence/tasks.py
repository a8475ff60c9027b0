"""What correspondence does when it hears of an event: e-mails to customers.

Told twice of an event, a customer still hears of it once: a notice is sent by its own row.
"""

from datetime import date
from typing import Any
from uuid import UUID

from celery import shared_task

from bankcore import clock
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.correspondence import public as correspondence


@shared_task
@outbox.handled_after
def tell_of_movement(event: dict[str, Any]) -> None:
    """Tell customers that money came in or left."""
    correspondence.tell_of_movement(
        transaction_id=int(event["payload"]["transaction_id"]), now=clock.now()
    )


@shared_task
@outbox.handled_after
def tell_of_failed_order(event: dict[str, Any]) -> None:
    """Tell a customer that a standing order was not carried out."""
    told = event["payload"]
    correspondence.tell_of_failed_order(
        account_id=UUID(told["account_id"]),
        order_id=UUID(told["order_id"]),
        nominal_date=date.fromisoformat(told["nominal_date"]),
        amount=Money.of(told["amount"], told["currency"]),
        now=clock.now(),
    )


@shared_task
@outbox.handled_after
def tell_of_message(event: dict[str, Any]) -> None:
    """Tell a customer that a message waits."""
    correspondence.tell_of_message(
        thread_id=UUID(event["payload"]["thread_id"]),
        customer_id=UUID(event["payload"]["customer_id"]),
        event_id=UUID(event["event_id"]),
        now=clock.now(),
    )


@shared_task
@outbox.handled_after
def tell_of_statements(event: dict[str, Any]) -> None:
    """Tell customers that statements are there."""
    correspondence.tell_of_statements(
        day=date.fromisoformat(event["payload"]["day"]), now=clock.now()
    )
