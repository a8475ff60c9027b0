"""What becomes of cards by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from payments.issuing import public as issuing

_ACTOR = Actor.system("issuing")


@shared_task
def expire() -> None:
    """Give back what no network has presented in time, and end cards whose last month is over.

    Run twice, nothing happens twice.
    """
    now = clock.now()
    issuing.expire_authorisations(actor=_ACTOR, now=now)
    issuing.expire_cards(day=now.date(), actor=_ACTOR, now=now)
