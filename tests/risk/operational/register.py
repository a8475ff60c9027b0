"""Incidents, and colleagues who agree."""

from __future__ import annotations

from datetime import timedelta

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.endofday import public as endofday
from bankcore.identity.public import Role
from bankcore.money import Money
from risk.operational import public as operational
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur

DAY, NEXT_DAY = OPENING_DAY, OPENING_DAY + timedelta(days=1)


def anna() -> Actor:
    return member("anna", Role.RISK_ANALYST)


def ben() -> Actor:
    return member("ben", Role.RISK_ANALYST)


def reported(actor: Actor = TESTER, **changes) -> int:
    """Report an incident of the day."""
    told = {
        "title": "A payment went out twice",
        "event_type": operational.EventType.EXECUTION,
        "business_line": operational.BusinessLine.PAYMENT,
        "cause": "A file was sent again by hand",
        "occurred_on": DAY,
        "discovered_on": DAY,
        "estimate": eur(30_000),
    }
    order = operational.Report(**(told | changes))
    return operational.report(order=order, actor=actor, now=NOW)


def ask_amount(number: int, amount: Money, kind: str = "GROSS", *, actor=None, **changes):
    """Ask for an amount of an incident."""
    told = {"booked_on": DAY} | changes
    order = operational.AmountOrder(
        incident_id=number, kind=operational.AmountKind(kind), amount=amount, **told
    )
    return operational.request_amount(
        order=order, reason="As invoiced", actor=actor or anna(), now=NOW
    )


def agree(asked: approvals.RequestView, actor: Actor | None = None) -> None:
    """Let a colleague agree."""
    approvals.approve(request_id=asked.request_id, actor=actor or ben(), now=NOW)


def agreed(number: int, amount: Money, kind: str = "GROSS", **changes) -> None:
    """Ask for an amount, and have it agreed on."""
    agree(ask_amount(number, amount, kind, **changes))


def investigated(number: int) -> None:
    """Say what was found."""
    operational.investigate(incident_id=number, findings="No check", actor=anna(), now=NOW)


def ask_closing(number: int, actor: Actor | None = None):
    """Ask for an incident to be closed."""
    return operational.request_closing(
        incident_id=number, reason="Nothing is left to do", actor=actor or anna(), now=NOW
    )


def end_day(next_day=NEXT_DAY, now=NOW) -> dict[str, int]:
    """End the open business day; returns what the step of indicators counted."""
    ended = endofday.close_business_day(next_day=next_day, actor=TESTER, now=now)
    return {each.step: dict(each.counts) for each in ended.steps}["key risk indicators"]
