"""What launderers would do on a demo day, and what compliance makes of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo import colleagues
from bankcore.demo.bank import demo_id
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from bankcore.money import Currency, Money
from payments import public as payments
from risk.cases import public as cases
from risk.crime import public as crime
from risk.sanctions import public as sanctions

_ACTOR = Actor.system("demo-crime")
_DOLLAR: Final = Currency.of("USD")
_STRUCTURING, _OPENLY, _EXPOSED = "Demo Person 17", "Demo Person 18", "Demo Person 19"
_PARTS: Final = ("9500.00", "9800.00", "9200.00")
_OPEN: Final = Money.of(14_000, "USD")
_PEPS: Final = b"""uid,name,other_names,born,countries,position
demo-1,Demo Person 19,,,DE,Minister of a demo state
"""


class NotWatched(RuntimeError):
    """What is found every day was not found on this one."""


def bring_cash(day: Day) -> None:
    """Bring cash in parts and at once, and load a list of persons."""
    officer, _ = colleagues.pair("compliance", identity.Role.COMPLIANCE)
    for amount in _PARTS:
        _deposit(day, _account(day, _STRUCTURING), Money.of(amount, "USD"))
    _deposit(day, _account(day, _OPENLY), _OPEN)
    _account(day, _EXPOSED)
    with contextlib.suppress(sanctions.ListKnown):
        sanctions.load_list(
            list_code="PEP-DEMO", edition="demo", content=_PEPS, actor=officer, now=day.now
        )


def _account(day: Day, name: str) -> accounts.AccountRef:
    """Return the customer's account in dollars, opened where missing."""
    customer_id, account_id = demo_id(name), demo_id(f"{name}/CURRENT/USD")
    if not accounts.has_customer(customer_id=customer_id):
        accounts.register_customer(
            kind="PERSON", name=name, customer_id=customer_id, actor=_ACTOR, now=day.now
        )
    found = accounts.known_accounts(account_ids=[account_id])
    if account_id in found:
        return found[account_id]
    order = accounts.AccountOrder(
        customer_id=customer_id,
        product="CURRENT",
        currency=_DOLLAR,
        opened_on=day.day,
        account_id=account_id,
    )
    return accounts.open_accounts(orders=[order], actor=_ACTOR, now=day.now)[0]


def _deposit(day: Day, account: accounts.AccountRef, amount: Money) -> None:
    order = payments.CashOrder(account_id=account.account_id, amount=amount, narrative="Cash")
    payments.deposit(order=order, request=day.key(), actor=_ACTOR, now=day.now)


def report(day: Day) -> None:
    """File the day's cash reports, and report the suspicion that monitoring found.

    Raises NotWatched where the day's end found nothing.
    """
    officer, second = colleagues.pair("compliance", identity.Role.COMPLIANCE)
    if not crime.figures_of(day=day.day).hits.get(crime.Scenario.STRUCTURING):
        message = "Nobody was found to structure cash."
        raise NotWatched(message)
    with contextlib.suppress(crime.NothingDue):
        filing = crime.file_cash(actor=officer, now=day.now)
        crime.acknowledge_filing(
            filing_id=filing, tracking_id=f"DEMO-{filing:08}", actor=officer, now=day.now
        )
    for number in _decide_cases(day, officer):
        _report(day, number, officer, second)


def _decide_cases(day: Day, officer: Actor) -> list[int]:
    """Report the structuring customer's case, find others explained; returns what is reported."""
    suspect, reported = str(demo_id(_STRUCTURING)), []
    with contextlib.suppress(cases.NothingOpen):
        while True:
            number = cases.take_next(actor=officer, now=day.now)
            is_it = cases.about(case_id=number) == (cases.CaseKind.LAUNDERING, suspect)
            cases.note(case_id=number, text="Demo: looked at.", actor=officer, now=day.now)
            cases.decide(
                case_id=number,
                outcome=cases.Outcome.REPORT if is_it else cases.Outcome.DISMISS,
                reason_code="suspicion_of_laundering" if is_it else "explained",
                actor=officer,
                now=day.now,
            )
            if is_it:
                crime.begin_suspicion(case_id=number, actor=officer, now=day.now)
                reported.append(number)
    return reported


def _report(day: Day, case_id: int, officer: Actor, second: Actor) -> None:
    """Write the report on a case, and have a colleague file it."""
    report_id = crime.suspicion_on(case_id=case_id)
    draft = crime.Draft(
        narrative="Demo: cash was brought in parts just below the amount that is reported.",
        subjects=[demo_id(_STRUCTURING)],
        activities=["below_cash_report", "out_of_pattern"],
        first_day=day.day,
        last_day=day.day,
        dollars=28_500,
    )
    crime.write_suspicion(report_id=report_id, draft=draft, actor=officer, now=day.now)
    asked = crime.request_suspicion(
        report_id=report_id, reason="Demo: ready to be filed", actor=officer, now=day.now
    )
    colleagues.approve(asked, by=second, day=day)


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Yield what monitoring and reporting came to, a line each."""
    found = crime.figures_of(day=day)
    yield "movements monitored", f"{found.movements:,}"
    for scenario, count in sorted(found.hits.items()):
        yield f"found: {crime.WORDS[crime.Scenario(scenario)]}", f"{count:,}"
    yield "cash reports (CTR)", f"{found.cash_reports:,} of {found.cash.amount:,} USD in all"
    for state, count in sorted(found.suspicions.items()):
        yield f"suspicions reported (SAR): {state.lower()}", f"{count:,}"
    yield "reports still due", f"{found.reports_due:,}"
    yield "customers compared with the lists", f"{found.customers_compared:,}"
