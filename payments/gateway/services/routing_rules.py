"""Rules of routing, as staff set them; see payments.gateway.services.routing for what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.models import RoutingRule
from payments.gateway.repositories import routing
from payments.gateway.services import connectors, finding, merchants
from payments.services import branch_scope


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOrder:
    """A rule to be: what is left empty is any merchant, brand, currency or amount."""

    kind: InstrumentKind
    connector: str
    merchant: str = ""
    brand: str = ""
    currency: str = ""
    least_minor: int = 0
    most_minor: int | None = None
    priority: int = 100
    cost_bps: int = 0


class InvalidRule(BankError):
    """No payment could go by this rule."""

    code = "routing_rule_invalid"
    cure = "Name a connector of the bank that takes this kind, and amounts from less to more."


@needs("gateway.manage_merchants")
@use_case
def add(*, order: RuleOrder, actor: Actor, now: datetime) -> int:
    """Add a rule and return its number.

    Where any rule holds for a payment, only the networks that rules name are tried. Raises
    InvalidRule, finding.ObjectNotFound and accounts.NotInBranch.
    """
    _check(order)
    merchant = merchants.get(order.merchant) if order.merchant else None
    _require_branch(merchant.customer_id if merchant else None, actor)
    row = RoutingRule(
        merchant_id=merchant.pk if merchant else None,
        kind=order.kind,
        brand=order.brand.lower(),
        currency=order.currency,
        least_minor=order.least_minor,
        most_minor=order.most_minor,
        connector=order.connector,
        priority=order.priority,
        cost_bps=order.cost_bps,
        created_at=now,
    )
    routing.add_rule(row)
    _record(row, "added", actor, now)
    return row.pk


@needs("gateway.manage_merchants")
@use_case
def retire(*, rule: int, actor: Actor, now: datetime, reason: str = "") -> None:
    """Let a rule hold no more, for a reason that stays in the audit trail.

    Raises finding.ObjectNotFound where it does not hold.
    """
    row = routing.retire(rule)
    if row is None:
        raise finding.missing(str(rule), field="routing_rule")
    _require_branch(row.merchant.customer_id if row.merchant else None, actor)
    _record(row, "retired", actor, now, reason=reason)


def _require_branch(customer_id: UUID | None, actor: Actor) -> None:
    """Hold a branch's staff to rules of its own merchants; raises accounts.NotInBranch."""
    if customer_id is None:
        branch_scope.require_whole_bank(actor=actor)
    else:
        branch_scope.require_branch_of(customer_id=customer_id, actor=actor)


def _check(order: RuleOrder) -> None:
    amounts = order.most_minor is None or order.most_minor >= order.least_minor
    known = order.connector in connectors.names()
    if not (
        known
        and amounts
        and order.least_minor >= 0
        and order.kind in connectors.of(order.connector).capabilities.instruments
    ):
        message = "No payment could go by this rule."
        raise InvalidRule(message)


def _record(row: RoutingRule, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    audit.record(
        actor=actor,
        action=f"gateway.routing_rule.{verb}",
        subject=f"routing_rule:{row.pk}",
        detail={"connector": row.connector, "kind": row.kind, "priority": row.priority},
        reason=reason,
        at=now,
    )
