"""The payment gateway's day: a shop is paid, networks clear and pay, and all sides agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.demo import outside, shop
from bankcore.demo.day import Day
from payments.interbank import public as interbank
from payments.reconciliation import public as reconciliation
from payments.settlement import public as settlement

_ACTOR: Final = Actor.system("demo-gateway")
# Direct debits are due some days on: the demo day waits for them by taking a later moment.
_UNTIL_DUE: Final = timedelta(days=5)


class NotReconciled(RuntimeError):
    """A side of the demo day's payments does not agree with the others."""


def run(day: Day) -> None:
    """Run the day; raises NotReconciled where a difference is left that nobody can explain."""
    with outside.running() as world:
        there = shop.agree_terms(day, shop.ensure(now=day.now))
        till = shop.Till(day, there)
        shop.pay_in_every_way(till, with_processor=world.has_processor)
        _exchange(day.now)
        _clear_cards(day, world)
        till.fight_disputes()
        _clear_cards(day, world)
        _debits_come_due(day, world)
    _reconcile(day)
    settlement.settle_merchants(day=day.day, actor=_ACTOR, now=day.now)
    settlement.schedule_payouts(day=day.day, actor=_ACTOR, now=day.now)


def _clear_cards(day: Day, world: outside.Outside) -> None:
    for network in settlement.ClearingNetwork:
        settlement.make_file(network=network, day=day.day, actor=_ACTOR, now=day.now)
    world.end_card_day(day.day)
    for network in settlement.ClearingNetwork:
        settlement.take_network_files(network=network, actor=_ACTOR, now=day.now)


def _exchange(now: datetime) -> None:
    for network in interbank.Network:
        interbank.exchange(network=network, actor=_ACTOR, now=now)


def _debits_come_due(day: Day, world: outside.Outside) -> None:
    due = day.now + _UNTIL_DUE
    world.end_clearing_day(day.day)
    _exchange(day.now)
    world.end_clearing_day(due.date())
    _exchange(due)


def _reconcile(day: Day) -> None:
    found = reconciliation.reconcile(day=day.day, actor=_ACTOR, now=day.now)
    unexplained = [
        f"{run.network} {run.unexplained}" for run in found.runs if run.unexplained.minor
    ]
    if found.refused or unexplained:
        message = f"Not reconciled: {found.refused} {unexplained}"
        raise NotReconciled(message)
