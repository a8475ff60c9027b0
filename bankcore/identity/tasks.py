"""What identity does by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.identity import public as identity


@shared_task
def forget_old_nonces() -> None:
    """Remove the nonces of signatures that are too old to be accepted anyway."""
    identity.forget_old_nonces(now=clock.now())


@shared_task
def expire_confirmations() -> None:
    """Mark the confirmations of payments that were not used in time."""
    identity.expire_old_confirmations(now=clock.now())
