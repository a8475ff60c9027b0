"""The end of day by the clock, and as staff ask for it."""

from datetime import date
from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.endofday import public as endofday
from bankcore.outbox import public as outbox


@shared_task
def verify_books() -> None:
    """Try every invariant on the whole of the books; raises where one is broken."""
    endofday.require_sound_books()


@shared_task
def close_business_day() -> None:
    """Close the open business day, or go on where an earlier run stopped."""
    endofday.close_business_day(actor=Actor.system("end-of-day"), now=clock.now())


@shared_task
def go_on(day: str) -> None:
    """Go on with the end of this day where it stopped; nothing where it is finished meanwhile."""
    _go_on(day)


@shared_task
@outbox.handled_after
def close_approved_day(event: dict[str, Any]) -> None:
    """Do the steps of a day that two people have agreed to close."""
    _go_on(event["payload"]["day"])


def _go_on(day: str) -> None:
    endofday.go_on(day=date.fromisoformat(day), actor=Actor.system("end-of-day"), now=clock.now())
