"""Up to what amounts roles may decide alone, and changing that: by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals.domain.views import NewRequest, RequestView
from bankcore.approvals.repositories import limits
from bankcore.approvals.services import requests
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency, Money

KIND = "approvals.decision_limit"


class InvalidLimit(BankError):
    """A limit is for a role that there is, and no less than nothing."""

    code = "invalid_decision_limit"
    cure = "Name a role of the bank and an amount of zero or more."


class LimitChanged(BankError):
    """The limit is no longer what it was when the change was asked for."""

    code = "decision_limit_changed"
    cure = "Refuse this request and ask for the change anew."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a role may decide alone."""

    role: str
    up_to: Money


@needs("approvals.manage_limits")
@use_case
def request_limit(*, limit: Limit, reason: str, actor: Actor, now: datetime) -> RequestView:
    """Ask for another limit of a role; raises InvalidLimit, ReasonMissing and AlreadyRequested.

    Whoever has the role is a party to it: nobody raises their own limit, or agrees to that.
    """
    if limit.role not in set(identity.Role) or limit.up_to.minor < 0:
        message = "This is no limit of one of the bank's roles."
        raise InvalidLimit(message)
    if not reason.strip():
        message = "Another limit needs a reason."
        raise requests.ReasonMissing(message, field="reason")
    currency = limit.up_to.currency.code
    before = limits.of(role=limit.role, currency=currency)
    order = NewRequest(
        kind=KIND,
        subject=f"limit:{limit.role}/{currency}",
        payload={
            "role": limit.role,
            "currency": currency,
            "before": _told(before, currency),
            "after": _told(limit.up_to.minor, currency),
        },
        reason=reason,
        parties=tuple(f"user:{each}" for each in identity.holders_of(role=limit.role)),
    )
    if str(actor) in order.parties:
        message = "Nobody asks for another limit of a role of their own."
        raise InvalidLimit(message)
    return requests.request(order=order, actor=actor, now=now)


def execute_limit(*, request: RequestView, actor: Actor, now: datetime) -> str:
    """Set the limit, as the executor of its kind; raises LimitChanged."""
    role, currency = str(request.payload["role"]), str(request.payload["currency"])
    before = limits.of(role=role, currency=currency)
    if _told(before, currency) != request.payload["before"]:
        message = f"The limit of {role} in {currency} is another one by now."
        raise LimitChanged(message)
    limits.carry_out(request.request_id)
    audit.record(
        actor=actor,
        action="approvals.limit.changed",
        subject=request.subject,
        detail={
            "before": before,
            "after": limits.of(role=role, currency=currency),
            "request": request.request_id,
        },
        at=now,
    )
    return request.subject


def every() -> list[Limit]:
    """Return every limit, by role and currency."""
    return [
        Limit(role=each.role, up_to=Money(each.up_to_minor, Currency.of(each.currency)))
        for each in limits.every()
    ]


def _told(minor: int | None, currency: str) -> dict[str, object]:
    """Return a limit as people read it and as PostgreSQL does."""
    up_to = None if minor is None else str(Money(minor, Currency.of(currency)))
    return {"up_to": up_to, "up_to_minor": minor}
