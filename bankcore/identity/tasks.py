"""What identity does by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.identity import public as identity


@shared_task
def forget_old_nonces() -> None:
    """Remove the nonces of signatures that are too old to be accepted anyway."""
    identity.forget_old_nonces(now=clock.now())


@shared_task
def forget_expired_tokens() -> None:
    """Remove access tokens that are long expired."""
    identity.forget_expired_tokens(now=clock.now())
