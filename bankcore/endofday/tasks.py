"""The end of day by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.endofday import public as endofday


@shared_task
def verify_books() -> None:
    """Try every invariant on the whole of the books; raises where one is broken."""
    endofday.require_sound_books()


@shared_task
def close_business_day() -> None:
    """Close the open business day, or go on where an earlier run stopped."""
    endofday.close_business_day(actor=Actor.system("end-of-day"), now=clock.now())
