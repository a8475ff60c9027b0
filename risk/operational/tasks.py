"""The look at whether the bank is ready, once a minute."""

from celery import shared_task

from bankcore import clock
from risk.operational import public as operational


@shared_task
def probe() -> bool:
    """Keep whether the bank is ready to serve."""
    return operational.probe(now=clock.now())
