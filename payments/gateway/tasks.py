"""What the gateway does by itself, at its times."""

from typing import Any, Final

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.outbox import public as outbox
from payments.gateway import public as gateway

# What the outcome of a case means for payments that wait for it.
_GOES_ON: Final = {"RELEASE": True, "DISMISS": True, "REJECT": False, "REPORT": False}


@shared_task
def sweep() -> None:
    """Look after operations whose outcome is open, or which nobody brought to their network."""
    gateway.sweep(now=clock.now())


@shared_task
@outbox.handled_after
def end_reviews(event: dict[str, Any]) -> None:
    """Let payments go, or end them, that were held for a case. What is held no more stays so."""
    approved = _GOES_ON.get(event["payload"]["outcome"])
    if approved is None:
        return
    for reference in event["payload"]["references"]:
        gateway.end_review(
            intent=reference,
            approved=approved,
            reason=f"{event['subject']}: {event['payload']['reason']}",
            actor=Actor.system("risk"),
            now=clock.now(),
        )


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
@outbox.handled_after
def tell_of_disabled_endpoint(event: dict[str, Any]) -> None:
    """Tell a merchant by e-mail that its webhooks are sent no more."""
    told = event["payload"]
    gateway.tell_of_disabled_endpoint(merchant=told["merchant"], endpoint=told["endpoint"])
