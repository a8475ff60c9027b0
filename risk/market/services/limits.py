"""Limits by two people, and what a day's end does where one is exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from risk.market.domain.events import LimitBreached
from risk.market.domain.measures import Measure
from risk.market.models import Breach, Limit
from risk.market.repositories import results

KIND: Final = "market.limit"
EURO: Final = Currency.of("EUR")


class LimitInvalid(BankError):
    """A limit is an amount of euros of zero or more, from the open business day on or later."""

    code = "market_limit_invalid"
    cure = "Give an amount in euros, and a day that is not over."


@needs("market.set_limits")
@use_case
def request_limit(
    *,
    measure: Measure,
    ceiling: Money,
    effective_from: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> approvals.RequestView:
    """Ask a second person for the most that a measure may be.

    Raises LimitInvalid, and approvals.AlreadyRequested and -ReasonMissing.
    """
    _check(ceiling, effective_from)
    reason = approvals.stated(reason)
    before = results.limits_on(day=effective_from).get(measure)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"limit:{measure}",
            payload={
                "measure": measure,
                "effective_from": effective_from.isoformat(),
                "reason": reason,
                "before": {"ceiling": None if before is None else before.ceiling},
                "after": {"ceiling": ceiling.minor},
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_limit(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put the limit in force, in the use case of who approves; raises LimitInvalid."""
    told = request.payload
    after = told["after"]
    assert isinstance(after, dict)  # noqa: S101 - as request_limit wrote it
    ceiling = Money(int(after["ceiling"]), EURO)
    effective_from = date.fromisoformat(str(told["effective_from"]))
    _check(ceiling, effective_from)
    limit = results.add(
        Limit(
            measure=str(told["measure"]),
            ceiling=ceiling.minor,
            effective_from=effective_from,
            reason=str(told["reason"]),
            set_by=request.maker,
            set_at=now,
            approval_id=request.request_id,
        )
    )
    audit.record(
        actor=actor,
        action="market.limit.set",
        subject=f"limit:{limit.measure}",
        detail={"ceiling": limit.ceiling, "from": effective_from.isoformat()},
        at=now,
    )
    return f"limit:{limit.pk}"


def _check(ceiling: Money, effective_from: date) -> None:
    if ceiling.currency != EURO or ceiling.minor < 0:
        message = "This is no amount of a limit."
        raise LimitInvalid(message, field="ceiling")
    if effective_from < ledger.business_date():
        message = "This day is over."
        raise LimitInvalid(message, field="effective_from")


def limits_on(*, day: date) -> dict[Measure, Money]:
    """Return the most that each measure may be on a day; what has no limit is left out."""
    found = results.limits_on(day=day)
    return {measure: Money(row.ceiling, EURO) for measure, row in found.items()}


@requires_transaction
def hold(*, day: date, measured: Mapping[Measure, int], actor: Actor, now: datetime) -> int:
    """Hold what was measured (euro cents) against the limits; returns how many are exceeded.

    Each breach is kept, told by the event `market.limit_breached`, and raises an alert by the
    audit trail.
    """
    in_force = results.limits_on(day=day)
    exceeded = [
        (limit, measured[measure])
        for measure, limit in in_force.items()
        if measured.get(measure, 0) > limit.ceiling
    ]
    for limit, found in exceeded:
        results.add(Breach(limit=limit, day=day, measured=found, made_at=now))
        told = LimitBreached(day=day.isoformat(), measured=found, ceiling=limit.ceiling)
        subject = f"limit:{limit.measure}"
        audit.record(
            actor=actor,
            action="market.limit.breached",
            subject=subject,
            detail=asdict(told),
            at=now,
        )
        outbox.publish(told, subject=subject, at=now)
    return len(exceeded)
