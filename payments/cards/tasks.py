"""What the cards do by the clock, beside the link's own process."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from payments.cards import public as cards


@shared_task
def watch_reversals() -> None:
    """Tell staff of reversals that a network does not acknowledge."""
    cards.watch_reversals(actor=Actor.system("watch-reversals"), now=clock.now())
