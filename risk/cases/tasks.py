"""What is watched of cases while nobody looks."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from risk.cases import public as cases


@shared_task
def watch_clocks() -> int:
    """Tell of cases that are past their time; returns how many."""
    return cases.tell_overdue(actor=Actor.system("case-clock"), now=clock.now())
