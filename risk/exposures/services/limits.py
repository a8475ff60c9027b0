"""Limits by two people; groups of connected customers, and sectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.exposures.domain.kinds import SETTABLE, LimitKind
from risk.exposures.models import Group, Limit, Member, Sector
from risk.exposures.repositories import limits
from risk.exposures.services.worth import EURO

KIND: Final = "exposures.limit"
ENDING: Final = "exposures.ungroup"


class CreditLimitInvalid(BankError):
    """A limit is euros of zero or more, from the open business day on or later."""

    code = "credit_limit_invalid"
    cure = "Give an amount in euros, and a day that is not over."


class GroupInvalid(BankError):
    """A group has a new name, and customers who are in no other; a sector is a letter of NACE."""

    code = "credit_group_invalid"
    cure = "Look at the customer and the groups again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOrder:
    """The most of a kind: for one `key`, or for each that has none of its own."""

    kind: LimitKind
    key: str
    ceiling: Money
    effective_from: date


@needs("exposures.set_limits")
@use_case
def request_limit(
    *, order: LimitOrder, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person for a limit.

    Raises CreditLimitInvalid, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    _check(order)
    reason = approvals.stated(reason)
    before = limits.in_force(day=order.effective_from).get((order.kind, order.key))
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"credit-limit:{order.kind}:{order.key}",
            payload={
                "kind": order.kind,
                "key": order.key,
                "effective_from": order.effective_from.isoformat(),
                "reason": reason,
                "before": {"ceiling": before},
                "after": {"ceiling": order.ceiling.minor},
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_limit(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put a limit in force, in the use case of who approves; raises CreditLimitInvalid."""
    told = request.payload
    after = told["after"]
    assert isinstance(after, dict)  # noqa: S101 - as request_limit wrote it
    order = LimitOrder(
        kind=LimitKind(str(told["kind"])),
        key=str(told["key"]),
        ceiling=Money(int(after["ceiling"]), EURO),
        effective_from=date.fromisoformat(str(told["effective_from"])),
    )
    _check(order)
    limits.add(
        Limit(
            kind=order.kind,
            key=order.key,
            ceiling=order.ceiling.minor,
            effective_from=order.effective_from,
            reason=str(told["reason"]),
            set_by=request.maker,
            set_at=now,
            approval_id=request.request_id,
        )
    )
    subject = f"credit-limit:{order.kind}:{order.key}"
    detail = {"ceiling": str(order.ceiling), "from": order.effective_from.isoformat()}
    audit.record(actor=actor, action="exposures.limit.set", subject=subject, detail=detail, at=now)
    return subject


@needs("exposures.set_limits")
@use_case
def make_group(*, name: str, actor: Actor, now: datetime) -> int:
    """Make a group of connected customers; returns its number. Raises GroupInvalid."""
    if not name.strip() or limits.has_group_named(name.strip()):
        message = "A group has a name that no other has."
        raise GroupInvalid(message, field="name")
    group = limits.add(Group(name=name.strip(), made_by=str(actor), made_at=now))
    _record("exposures.group.made", group, actor, now)
    return group.pk


@needs("exposures.set_limits")
@use_case
def connect(*, group_id: int, customer_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Put a customer into a group, for a reason; raises GroupInvalid, approvals.ReasonMissing."""
    limits.lock_lending()
    reason = approvals.stated(reason)
    group = limits.get_group(group_id)
    if group is None or not accounts.has_customer(customer_id=customer_id):
        message = "There is no such group or customer."
        raise GroupInvalid(message)
    if limits.group_of(customer_id) is not None:
        message = "The customer is in a group already."
        raise GroupInvalid(message, field="customer_id")
    limits.add(
        Member(
            group=group, customer_id=customer_id, reason=reason, added_by=str(actor), added_at=now
        )
    )
    _record("exposures.group.joined", group, actor, now, customer=str(customer_id))


@needs("exposures.set_limits")
@use_case
def request_parting(
    *, member_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to take a customer out of a group.

    Raises GroupInvalid, approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    member = _member(member_id)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=ENDING,
            subject=f"group-member:{member_id}",
            payload={"member_id": member_id, "customer_id": str(member.customer_id)},
            reason=reason,
            parties=(member.added_by,),
        ),
        actor=actor,
        now=now,
    )


def execute_parting(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Take a customer out of a group, in the use case of who approves; raises GroupInvalid."""
    member = _member(int(str(request.payload["member_id"])))
    limits.end_member(member, at=now, approval_id=request.request_id)
    _record("exposures.group.left", member.group, actor, now, customer=str(member.customer_id))
    return f"group-member:{member.pk}"


@needs("exposures.set_limits")
@use_case
def record_sector(*, customer_id: UUID, sector: str, actor: Actor, now: datetime) -> None:
    """Record which section of NACE a customer is of, A to V; raises GroupInvalid."""
    if not (len(sector) == 1 and "A" <= sector <= "V") or not accounts.has_customer(
        customer_id=customer_id
    ):
        message = "There is no such sector or customer."
        raise GroupInvalid(message, field="sector")
    limits.lock_lending()
    limits.add(
        Sector(customer_id=customer_id, sector=sector, recorded_by=str(actor), recorded_at=now)
    )
    audit.record(
        actor=actor,
        action="exposures.sector.recorded",
        subject=f"customer:{customer_id}",
        detail={"sector": sector},
        at=now,
    )


def _member(member_id: int) -> Member:
    member = limits.get_member_locked(member_id)
    if member is None:
        message = "The customer is in the group no more."
        raise GroupInvalid(message)
    return member


def _check(order: LimitOrder) -> None:
    if order.kind not in SETTABLE:
        message = "The law's own limit is not set by the bank."
        raise CreditLimitInvalid(message, field="kind")
    if order.ceiling.currency != EURO or order.ceiling.minor < 0:
        message = "This is no amount of a limit."
        raise CreditLimitInvalid(message, field="ceiling")
    if order.effective_from < ledger.business_date():
        message = "This day is over."
        raise CreditLimitInvalid(message, field="effective_from")


def _record(action: str, group: Group, actor: Actor, now: datetime, **detail: str) -> None:
    audit.record(actor=actor, action=action, subject=f"group:{group.pk}", detail=detail, at=now)
