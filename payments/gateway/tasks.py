"""What the gateway does by itself, at its times."""

from typing import Any

from celery import shared_task

from bankcore import clock
from payments.gateway import public as gateway


@shared_task
def sweep() -> None:
    """Look after operations whose outcome is open, or which nobody brought to their network."""
    gateway.sweep(now=clock.now())


@shared_task
def expire() -> None:
    """Give back authorisations that nobody captured, and payments that payers did not confirm."""
    gateway.expire_authorisations(now=clock.now())
    gateway.expire_authentications(now=clock.now())


@shared_task
def forget_requests() -> None:
    """Remove answers older than 30 days, and end checkout pages that nobody paid on."""
    gateway.forget_old_requests(now=clock.now())
    gateway.expire_sessions(now=clock.now())


@shared_task
def tell_of_disabled_endpoint(event: dict[str, Any]) -> None:
    """Tell a merchant by e-mail that its webhooks are sent no more."""
    told = event["payload"]
    gateway.tell_of_disabled_endpoint(merchant=told["merchant"], endpoint=told["endpoint"])
