"""Exchanges with clearing houses, by the clock."""

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
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
