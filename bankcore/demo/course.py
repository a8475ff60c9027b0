"""One business day of the demo bank, from the first deposit to the seal: its steps on one page."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.actor import Actor
from bankcore.demo import (
    cards,
    credit,
    crime,
    customers,
    exchange,
    fraud_models,
    gateway,
    interest,
    lending,
    margins,
    market,
    messages,
    movements,
    operational,
    orders,
    provisions,
    roles,
    statements,
    suspicion,
    tellers,
    use,
    waiting,
)
from bankcore.demo.bank import currencies
from bankcore.demo.day import Day
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox
from payments import public as payments

_ACTOR = Actor.system("demo-day")


def run(*, now: datetime, step_done: Callable[[str], object]) -> date:
    """Run the open business day through every step and close it; returns the day.

    A day whose end was interrupted is gone on with. `step_done(name)` is told after each step.
    Refusals are part of the day.
    """
    day = ledger.closing_day() or ledger.business_date()
    # Not for secrets: the same day must come out the same everywhere.
    state = Day(day=day, now=now, chance=random.Random(day.isoformat()))  # noqa: S311
    for name, step in STEPS.items():
        state.begin(name)
        step(state)
        step_done(name)
    return day


def _events(day: Day) -> None:
    """Hand the events over at once, without a broker: each to the task that subscribed.

    As with a broker, the tasks run outside the transaction in which the events are handed over.
    """
    subscriptions = import_string(settings.OUTBOX_SUBSCRIPTIONS)
    handed: list[tuple[str, outbox.Message]] = []

    def hand_over(task: str, message: outbox.Message) -> None:
        handed.append((task, message))

    while outbox.deliver(subscriptions=subscriptions, send=hand_over, now=day.now):
        for task, message in handed:
            import_string(task)(message)
        handed.clear()


def _settlement(day: Day) -> None:
    for currency in currencies():
        payments.settle_clearing(currency=currency, request=day.key(), actor=_ACTOR, now=day.now)


def _end_of_day(day: Day) -> None:
    endofday.close_business_day(actor=_ACTOR, now=day.now)


STEPS: Final[dict[str, Callable[[Day], object]]] = {
    "a fraud model by two people": fraud_models.ensure,
    "new customers": customers.applicants,
    "deposits": movements.deposits,
    "withdrawals": movements.withdrawals,
    "counters": tellers.counters,
    "transfers": movements.transfers,
    "requests sent twice": movements.retries,
    "payments to other banks": movements.payments_out,
    "a wrong currency": movements.wrong_currency,
    "a blocked account": movements.blocked_account,
    "holds": movements.holds,
    "a reversal": movements.reversal,
    "purchases by card": cards.buy,
    "a role": roles.change,
    "use of accounts": use.use_of_accounts,
    "a term deposit": interest.term_deposit,
    "parameters of provisions by two people": provisions.ensure,
    "a scorecard by two people": credit.ensure,
    "loans asked for": lending.lend,
    "loans looked after": lending.tend,
    "a margin by two people": margins.change,
    "foreign exchange": exchange.run,
    "standing orders": orders.give_standing_orders,
    "a file of wages": orders.send_payment_file,
    "a shop is paid": gateway.run,
    "a suspicion": suspicion.run,
    "cash in parts": crime.bring_cash,
    "market data": market.publish,
    "operational risk": operational.run,
    "a message": messages.exchange,
    "events": _events,
    "settlement": _settlement,
    "end of day": _end_of_day,
    "reports to the authority": crime.report,
    "statements": statements.hand_out,
    "letters": statements.write_letters,
    "work for the next day": waiting.of_day,
}
