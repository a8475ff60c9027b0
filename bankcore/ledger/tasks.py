"""What the ledger does by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger


@shared_task
def expire_holds() -> None:
    """Expire the holds whose time is over, 1,000 at a time."""
    while ledger.expire_due_holds(now=clock.now(), actor=Actor.system("expire-holds")):
        pass


@shared_task
def make_partitions_ahead() -> None:
    """Keep two months of partitions ready."""
    ledger.make_partitions_ahead(today=clock.now().date())
