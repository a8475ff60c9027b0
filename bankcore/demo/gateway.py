"""The payment gateway's day: a shop is paid, networks clear and pay, and all sides agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.conf import settings

from bankcore import clock
from bankcore.actor import Actor
from bankcore.demo import debits, instant, outside, shop, unhurried
from bankcore.demo.day import Day
from payments.interbank import public as interbank
from payments.reconciliation import public as reconciliation
from payments.settlement import public as settlement

_ACTOR: Final = Actor.system("demo-gateway")
# Direct debits take days; the demo has one day, so its clearing houses settle them on that day.
_DEBIT_DAYS: Final = {"sepa": 0, "ach": 0}


class NotReconciled(RuntimeError):
    """A side of the demo day's payments does not agree with the others."""


def run(day: Day) -> None:
    """Run the day; raises NotReconciled where a difference is left that nobody can explain."""
    with outside.running() as world, _debits_of_the_day():
        there = shop.agree_terms(day, shop.ensure(now=day.now))
        till = shop.Till(day, there)
        # Networks answer by their own clocks: what is paid now has its deadlines from now.
        shop.pay_in_every_way(till, with_processor=world.has_processor)
        day.now = clock.now()
        instant.run(day, world)
        _collect(day, world)
        _clear_cards(day, world)
        till.fight_disputes()
        _clear_cards(day, world)
        _reconcile(day)
    settlement.settle_merchants(day=day.day, actor=_ACTOR, now=day.now)
    settlement.schedule_payouts(day=day.day, actor=_ACTOR, now=day.now)
    settlement.pay_out(actor=_ACTOR, now=day.now)


def _clear_cards(day: Day, world: outside.Outside) -> None:
    for network in settlement.ClearingNetwork:
        settlement.make_file(network=network, day=day.day, actor=_ACTOR, now=day.now)
    world.end_card_day(day.day)
    for network in settlement.ClearingNetwork:
        settlement.take_network_files(network=network, actor=_ACTOR, now=day.now)


def _exchange(now: datetime) -> None:
    for network in interbank.Network:
        interbank.exchange(network=network, actor=_ACTOR, now=now)


def _collect(day: Day, world: outside.Outside) -> None:
    """Send the debits, let the clearing houses answer and settle, and take in what they say.

    What others collect from customers is drawn and sent back meanwhile.
    """
    asked = debits.ask(day, world)
    _exchange(day.now)
    debits.have_back(day, asked)
    _exchange(day.now)
    instant.give_back(day)
    _exchange(day.now)
    world.end_clearing_day(day.day)
    _exchange(day.now)


@contextmanager
def _debits_of_the_day() -> Iterator[None]:
    before = settings.INTERBANK_DEBIT_DAYS
    settings.INTERBANK_DEBIT_DAYS = _DEBIT_DAYS
    try:
        with unhurried.screening():
            yield
    finally:
        settings.INTERBANK_DEBIT_DAYS = before


def _reconcile(day: Day) -> None:
    found = reconciliation.reconcile(day=day.day, actor=_ACTOR, now=day.now)
    unexplained = [
        f"{run.network} {run.unexplained}" for run in found.runs if run.unexplained.minor
    ]
    if found.refused or unexplained:
        what = ", ".join(unexplained) or "no difference"
        message = f"Not reconciled: unexplained {what}; refused {found.refused}."
        raise NotReconciled(message)
