"""What crime does when it hears of lists, customers and cases."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from celery import shared_task

from bankcore.actor import Actor
from bankcore.outbox import public as outbox
from risk.crime import public as crime

_ACTOR: Final = Actor.system("crime")
_REPORT: Final = "REPORT"


@shared_task
@outbox.handled_after
def rescreen_customers(event: dict[str, Any]) -> None:
    """Compare all customers with the lists after one was loaded; being told twice changes nothing.

    Where this ends before it is done, the end of the day goes on with it.
    """
    now = datetime.fromisoformat(event["occurred_at"])
    crime.begin_screening(actor=_ACTOR, now=now)
    crime.go_on_screening(actor=_ACTOR, now=now)


@shared_task
@outbox.handled
def screen_customer(event: dict[str, Any]) -> None:
    """Compare a customer with the lists who has a name from now on."""
    crime.screen_customer(
        customer_id=UUID(event["payload"]["customer_id"]),
        actor=_ACTOR,
        now=datetime.fromisoformat(event["occurred_at"]),
    )


@shared_task
@outbox.handled
def begin_suspicion(event: dict[str, Any]) -> None:
    """Let a report be due on a case that was decided so. Being told twice changes nothing."""
    if event["payload"]["outcome"] == _REPORT:
        crime.begin_suspicion(
            case_id=int(event["subject"].partition(":")[2]),
            actor=_ACTOR,
            now=datetime.fromisoformat(event["occurred_at"]),
        )
