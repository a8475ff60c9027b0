"""Loading the warehouse by the timetable, and keeping it small."""

import contextlib

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from reporting.warehouse import public as warehouse


@shared_task
def load() -> None:
    """Bring the warehouse up to what is final; being told twice changes nothing."""
    warehouse.load(
        day=ledger.business_date(), actor=Actor.system("load-warehouse"), now=clock.now()
    )


@shared_task
def tidy() -> None:
    """Write crowded months once, remove what nobody can read; nothing while a load runs."""
    with contextlib.suppress(warehouse.LoadRunning):
        warehouse.tidy(
            day=ledger.business_date(), actor=Actor.system("tidy-warehouse"), now=clock.now()
        )
