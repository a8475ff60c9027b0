"""What identity does by the clock, and later."""

from typing import Any

from celery import shared_task

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.outbox import public as outbox


@shared_task
def forget_old_nonces() -> None:
    """Remove the nonces of signatures that are too old to be accepted anyway."""
    identity.forget_old_nonces(now=clock.now())


@shared_task
def expire_confirmations() -> None:
    """Mark the confirmations of payments that were not used in time."""
    identity.expire_old_confirmations(now=clock.now())


@shared_task
@outbox.handled_after
def send_notice(event: dict[str, Any]) -> None:
    """Tell somebody what happened to their log-in."""
    told = event["payload"]
    identity.send_notice(user_id=told["user_id"], message=told["message"], facts=told["facts"])


@shared_task
@outbox.handled_after
def send_password_link(event: dict[str, Any]) -> None:
    """Send the link with which a password is set anew."""
    identity.send_password_link(user_id=event["payload"]["user_id"])


@shared_task
def forget_expired_tokens() -> None:
    """Remove access tokens that are long expired."""
    identity.forget_expired_tokens(now=clock.now())
