"""What settlement does at its hours. Each may run twice, or at the same time: done once it is."""

from datetime import date

from celery import shared_task

from bankcore import clock
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from payments.settlement import public as settlement

_ACTOR = Actor.system("settlement")


@shared_task
def clear_networks() -> None:
    """Tell each network what was captured and refunded since the last file."""
    for network in settlement.ClearingNetwork:
        clear_network.delay(network.value)


@shared_task
def clear_network(network: str) -> None:
    """Tell one network."""
    settlement.make_file(
        network=settlement.ClearingNetwork(network),
        day=ledger.business_date(),
        actor=_ACTOR,
        now=clock.now(),
    )


@shared_task
def take_network_files() -> None:
    """Take in what the networks have left for the bank."""
    for network in settlement.ClearingNetwork:
        settlement.take_network_files(network=network, actor=_ACTOR, now=clock.now())


@shared_task
def settle_merchants() -> None:
    """Settle with merchants, and release reserves, up to the last day that is closed."""
    day = ledger.last_closed_day()
    if day is not None:
        for currency in settlement.currencies_to_settle(day=day):
            settle_currency.delay(currency, day.isoformat())
        settlement.release_reserves(day=day, actor=_ACTOR, now=clock.now())


@shared_task
def settle_currency(currency: str, day: str) -> None:
    """Settle one currency."""
    settlement.settle_currency(
        currency=currency, day=date.fromisoformat(day), actor=_ACTOR, now=clock.now()
    )


@shared_task
def pay_out() -> None:
    """Order what merchants' schedules ask for today, and pay what waits to be paid."""
    day, now = ledger.business_date(), clock.now()
    settlement.schedule_payouts(day=day, actor=_ACTOR, now=now)
    settlement.pay_out(actor=_ACTOR, now=now)
