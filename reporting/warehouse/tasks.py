"""Loading the warehouse by the timetable."""

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
