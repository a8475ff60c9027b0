"""The demo bank's operational risk: its registers on the first day, a loss a day, figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from bankcore.actor import Actor
from bankcore.demo import colleagues
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Money
from risk.operational import public as operational

_ACTOR = Actor.system("demo-operational")
_OWNER: Final = "Demo Owner 01"
# Amber and red; a bank of other size has others.
_THRESHOLDS: Final = {
    operational.Indicator.FAILED_PAYMENTS: (15, 30),
    operational.Indicator.BREAKS_OPEN: (20, 100),
    operational.Indicator.BREAKS_AGE: (3, 10),
    operational.Indicator.DOWNTIME: (5, 30),
    operational.Indicator.LATE_DAY_END: (120, 360),
    operational.Indicator.FAILED_LOGINS: (50, 200),
    operational.Indicator.DEAD_WEBHOOKS: (10, 100),
    operational.Indicator.CASES_OVERDUE: (1, 10),
    operational.Indicator.APPROVALS_OPEN: (20, 50),
    operational.Indicator.ACTIONS_OVERDUE: (1, 5),
}
_COLUMNS: Final = (
    "reference,title,event_type,business_line,occurred_on,discovered_on,booked_on,gross,recovered"
    ",cause"
)


def run(day: Day) -> None:
    """Keep the registers where there are none, and take a file with one loss in.

    What was kept before is refused, so that a day that is run again keeps nothing twice.
    """
    if not operational.thresholds_on(day=day.day):
        for keep in (_risk, _continuity, _incident):
            with suppress(BankError):
                keep(day)
        for indicator, (amber, red) in _THRESHOLDS.items():
            with suppress(BankError):
                _agree(day, indicator, Decimal(amber), Decimal(red))
    with suppress(BankError):
        _loss(day)


def _risk(day: Day) -> None:
    risk = operational.record_risk(
        order=operational.NewRisk(
            title="Demo: a file of payments is sent twice",
            description="Somebody sends a file again by hand.",
            event_type=operational.EventType.EXECUTION,
            business_line=operational.BusinessLine.PAYMENT,
            owner=_OWNER,
        ),
        actor=_ACTOR,
        now=day.now,
    )
    operational.add_control(
        risk_id=risk,
        kind=operational.ControlKind.PREVENTIVE,
        title="A file that was taken before is refused",
        owner=_OWNER,
        actor=_ACTOR,
        now=day.now,
    )
    operational.assess(
        risk_id=risk,
        marks=operational.Marks(
            inherent_likelihood=4, inherent_impact=4, residual_likelihood=1, residual_impact=4
        ),
        rationale="Demo: tests send every file twice.",
        review_on=day.day + timedelta(days=180),
        actor=_ACTOR,
        now=day.now,
    )


def _continuity(day: Day) -> None:
    process = operational.record_process(
        order=operational.NewProcess(
            name="Demo: payments",
            owner=_OWNER,
            plan="Start from the last backup, and let every step go on where it stopped.",
            recovery_minutes=60,
            data_minutes=0,
            test_every_days=90,
        ),
        actor=_ACTOR,
        now=day.now,
    )
    test = operational.note_test(
        order=operational.TestRun(
            process_id=process,
            tested_on=day.day,
            recovery_minutes=75,
            data_minutes=0,
            findings="Demo: starting took too long.",
        ),
        actor=_ACTOR,
        now=day.now,
    )
    operational.give_action(
        order=operational.NewAction(
            title="Demo: start in less than an hour",
            owner=_OWNER,
            due_on=day.day + timedelta(days=30),
            about="test",
            name=str(test),
        ),
        actor=_ACTOR,
        now=day.now,
    )


def _incident(day: Day) -> None:
    """Report an incident, agree on what it cost, and close it."""
    maker, checker = _analysts()
    number = operational.report(
        order=operational.Report(
            title="Demo: a payment went to the wrong payee",
            event_type=operational.EventType.EXECUTION,
            business_line=operational.BusinessLine.PAYMENT,
            cause="Demo: two payees have names alike.",
            occurred_on=day.day,
            discovered_on=day.day,
            estimate=Money.of(30_000, "EUR"),
        ),
        actor=_ACTOR,
        now=day.now,
    )
    operational.investigate(
        incident_id=number, findings="Demo: nobody compared names.", actor=maker, now=day.now
    )
    for kind, amount in (("GROSS", 32_500), ("RECOVERY", 2_500)):
        asked = operational.request_amount(
            order=operational.AmountOrder(
                incident_id=number,
                kind=operational.AmountKind(kind),
                amount=Money.of(amount, "EUR"),
                booked_on=day.day,
            ),
            reason="Demo: as found",
            actor=maker,
            now=day.now,
        )
        colleagues.approve(asked, by=checker, day=day)
    closing = operational.request_closing(
        incident_id=number, reason="Demo: settled", actor=maker, now=day.now
    )
    colleagues.approve(closing, by=checker, day=day)


def _agree(day: Day, indicator: operational.Indicator, amber: Decimal, red: Decimal) -> None:
    maker, checker = _analysts()
    asked = operational.request_threshold(
        indicator=indicator,
        amber=amber,
        red=red,
        effective_from=day.day,
        reason="Demo: what the bank is ready to bear",
        actor=maker,
        now=day.now,
    )
    colleagues.approve(asked, by=checker, day=day)


def _loss(day: Day) -> None:
    """Take a file in with one loss of the day, whose reference is the day's."""
    maker, checker = _analysts()
    line = (
        f"DEMO-{day.day},Demo: a terminal was broken,DAMAGE,RETAIL,{day.day},{day.day},{day.day}"
        ",1250.00,250.00,Demo: a storm"
    )
    asked = operational.request_import(
        data=f"{_COLUMNS}\n{line}\n".encode(), reason="Demo: as noted", actor=maker, now=day.now
    )
    colleagues.approve(asked, by=checker, day=day)


def _analysts() -> tuple[Actor, Actor]:
    return colleagues.pair("analyst", identity.Role.RISK_ANALYST)


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Yield what operational risk came to at the day's end, a line each."""
    found = operational.figures_of(day=day)
    for each in found.indicators:
        value = "nobody looked" if each.value is None else f"{each.value:,f}".removesuffix(".00")
        colour = "" if each.colour is operational.Colour.NONE else f" ({each.colour.lower()})"
        yield operational.WORDS[each.indicator], f"{value}{colour}"
    states = ", ".join(f"{count} {state.lower()}" for state, count in found.incidents.items())
    yield "incidents on the register", states or "none"
    yield "actions, tests and reviews overdue", str(found.overdue)
    yield "business indicator", _told(found.business_indicator)
    yield "capital for operational risk", _told(found.capital)


def _told(amount: Money | None) -> str:
    return "not known" if amount is None else f"{amount.amount:,f} {amount.currency}"
