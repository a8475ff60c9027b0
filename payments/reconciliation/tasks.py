"""What reconciliation does by itself."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from payments.reconciliation import public as reconciliation


@shared_task
def reconcile() -> None:
    """Compare what networks and banks have told until now. Running it again changes nothing."""
    now = clock.now()
    reconciliation.reconcile(day=now.date(), actor=Actor.system("reconciliation"), now=now)
