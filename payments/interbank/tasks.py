"""Exchanges with clearing houses, by the clock."""

from typing import Any

from celery import shared_task
from django.conf import settings

from bankcore import clock
from bankcore.actor import Actor
from bankcore.outbox import public as outbox
from payments.interbank import public as interbank


@shared_task
def exchange_sepa() -> None:
    """Send to SEPA's clearing house and take in what came. Run twice, nothing happens twice."""
    _exchange(interbank.Network.SEPA)


@shared_task
def exchange_ach() -> None:
    """Send to the ACH operator and take in what came. Run twice, nothing happens twice."""
    _exchange(interbank.Network.ACH)


def _exchange(network: interbank.Network) -> None:
    interbank.exchange(network=network, actor=Actor.system("interbank"), now=clock.now())


@shared_task
@outbox.handled_after
def send_instant(event: dict[str, Any]) -> None:
    """Send the instant payment that was ordered. Run twice, it is sent once."""
    interbank.send_instant(
        transaction_id=int(event["payload"]["transaction_id"]),
        actor=Actor.system("interbank"),
        now=clock.now(),
    )


@shared_task
def sweep_instant() -> None:
    """Bring every instant payment to its end that nobody is working on."""
    if settings.INSTANT_ADDRESS:
        interbank.sweep_instant(actor=Actor.system("interbank"))
