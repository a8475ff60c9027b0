"""What is suspicious on a demo day: a payment that a rule holds, and a name near a listed one.

The list is made up, and so is everybody on it.
"""

from __future__ import annotations

import contextlib
from decimal import Decimal
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.demo import colleagues, shop, unhurried
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from bankcore.money import Money
from payments.gateway import public as gateway
from risk import public as risk
from risk.cases import public as cases
from risk.rules import public as rules
from risk.sanctions import public as sanctions

_LIST: Final = (
    '9001,"EXAMPLE, Ivan Petrovich","individual","DEMO",-0-,-0-,-0-,-0-,-0-,-0-,-0-,'
    '"DOB 09 Feb 1951; nationality Cuba."\n'
    '9002,"SAMPLE TRADING HOUSE",-0-,"DEMO",-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n'
)
_RULE: Final = "large_at_shop"
_HELD: Final = Money.of(1_900, "EUR")
_CARD: Final = "4242424242424242"


class NotStopped(RuntimeError):
    """What is suspicious every day was not held on this one."""


def run(day: Day) -> None:
    """Hold a payment and a name, and let people decide; raises NotStopped where none is held."""
    analyst, second = colleagues.pair("risk", identity.Role.RISK_ANALYST)
    officer, _ = colleagues.pair("compliance", identity.Role.COMPLIANCE)
    _put_rule_to_work(day, analyst, second)
    with contextlib.suppress(sanctions.ListKnown):
        sanctions.load_list(
            list_code="DEMO", edition="demo", content=_LIST.encode(), actor=officer, now=day.now
        )
    with unhurried.screening():
        _hold_a_payment(day)
        _hold_a_name(day)
    for actor, outcome, reason in (
        (analyst, cases.Outcome.REJECT, "customer_deceived"),
        (officer, cases.Outcome.DISMISS, "other_person"),
    ):
        with contextlib.suppress(cases.NothingOpen):
            while True:
                _decide(day, actor, outcome, reason)


def _put_rule_to_work(day: Day, analyst: Actor, second: Actor) -> None:
    """Write, try and shadow a rule, and let two people make it decide; once."""
    if _RULE in rules.codes_at_work(now=day.now):
        return
    version = rules.draft(
        rule=rules.RuleDraft(
            code=_RULE,
            title="Large amounts at shops",
            condition='channel == "gateway" and amount >= 1900',
            outcome=rules.Verdict.REVIEW,
            points=300,
            reason="The amount is large for a shop.",
            most_per_hour=100,
        ),
        actor=analyst,
        now=day.now,
    )
    today = day.now.date()
    rules.try_on(version_id=version, first_day=today, last_day=today, actor=analyst, now=day.now)
    rules.begin_shadow(version_id=version, actor=analyst, now=day.now)
    asked = rules.request_live(
        version_id=version, reason="Demo: tried on the day", actor=analyst, now=day.now
    )
    colleagues.approve(asked, by=second, day=day)


def _hold_a_payment(day: Day) -> None:
    till = shop.Till(day, shop.agree_terms(day, shop.ensure(now=day.now)))
    held = till.pay("held", _HELD, till.card(_CARD))
    if held.state not in (gateway.IntentState.REVIEW, gateway.IntentState.REQUIRES_PAYMENT_METHOD):
        message = f"The payment is {held.state}."
        raise NotStopped(message)


def _hold_a_name(day: Day) -> None:
    facts = risk.PaymentFacts(
        reference=f"demo-name-{day.day}",
        channel="demo",
        amount=Decimal(25),
        currency="EUR",
        payer="demo-payer",
        payee_name="Ivan Example",
    )
    decided = use_case(risk.screen_payment)(facts=facts, now=day.now)
    if decided.outcome is not risk.Verdict.REVIEW:
        message = f"The listed name is {decided.outcome}."
        raise NotStopped(message)


def _decide(day: Day, actor: Actor, outcome: cases.Outcome, reason: str) -> None:
    number = cases.take_next(actor=actor, now=day.now)
    cases.note(case_id=number, text="Demo: looked at.", actor=actor, now=day.now)
    cases.decide(case_id=number, outcome=outcome, reason_code=reason, actor=actor, now=day.now)
