"""Standing orders and their dates in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.domain.standing_orders import AmountRule, ExecutionState, OrderState
from payments.models import StandingOrder, StandingOrderExecution

_ALIVE = [OrderState.ACTIVE, OrderState.PAUSED]


@requires_transaction
def add(order: StandingOrder) -> StandingOrder:
    """Add the order, or return the one that was made with this request key before."""
    StandingOrder.objects.bulk_create([order], ignore_conflicts=True)
    return StandingOrder.objects.get(request_key=order.request_key)


@requires_transaction
def add_many(orders: Sequence[StandingOrder]) -> list[StandingOrder]:
    """Add orders, in order."""
    return StandingOrder.objects.bulk_create(orders, batch_size=500)


def get(*, public_id: UUID) -> StandingOrder | None:
    """Return the order with this id."""
    return StandingOrder.objects.filter(public_id=public_id).first()


@requires_transaction
def get_locked(*, public_id: UUID) -> StandingOrder | None:
    """Return the order with this id, locked."""
    return StandingOrder.objects.select_for_update().filter(public_id=public_id).first()


def page(*, account_ids: Sequence[UUID], limit: int) -> list[StandingOrder]:
    """Return up to `limit` orders of these accounts, newest first."""
    return list(
        StandingOrder.objects.filter(account__public_id__in=account_ids).order_by("-id")[:limit]
    )


@requires_transaction
def save(order: StandingOrder) -> None:
    """Write the order as it is now."""
    order.save()


def list_executions(*, order: StandingOrder, limit: int) -> list[StandingOrderExecution]:
    """Return the last `limit` dates of the order, newest first."""
    found = StandingOrderExecution.objects.filter(order=order).order_by("-nominal_date")
    return list(found[:limit])


def due_ids(*, day: date, limit: int) -> list[int]:
    """Return the orders with a date due on or before `day` that has no execution yet."""
    found = StandingOrder.objects.filter(next_due_date__lte=day).order_by("id")
    return list(found.values_list("id", flat=True)[:limit])


@requires_transaction
def lock_due(*, ids: Sequence[int], day: date) -> list[StandingOrder]:
    """Return those of these orders that are still due, locked in order of id."""
    found = StandingOrder.objects.filter(id__in=ids, next_due_date__lte=day).order_by("id")
    return list(found.select_for_update())


@requires_transaction
def advance(
    *, orders: Sequence[StandingOrder], executions: Sequence[StandingOrderExecution]
) -> None:
    """Add the dates that have come, and write which is each order's next."""
    StandingOrderExecution.objects.bulk_create(executions, batch_size=500)
    StandingOrder.objects.bulk_update(
        orders, ["next_number", "next_nominal_date", "next_due_date"], batch_size=500
    )


def pending_ids(*, day: date, rule: AmountRule, limit: int) -> list[int]:
    """Return the executions of orders of this rule that are to be tried on or before `day`."""
    found = _pending(day).filter(order__rule=rule).order_by("id")
    return list(found.values_list("id", flat=True)[:limit])


@requires_transaction
def lock_pending(*, ids: Sequence[int], day: date) -> list[StandingOrderExecution]:
    """Return those of these executions that are still to be tried, locked, with their orders."""
    found = _pending(day).filter(id__in=ids).select_related("order").order_by("id")
    return list(found.select_for_update(of=("self",)))


@requires_transaction
def write_outcomes(executions: Sequence[StandingOrderExecution]) -> None:
    """Write what became of these executions."""
    StandingOrderExecution.objects.bulk_update(
        executions,
        ["state", "attempts", "try_on", "txn_id", "amount_minor", "last_refusal", "changed_at"],
        batch_size=500,
    )


@requires_transaction
def skip_pending(*, order: StandingOrder, reason: str, at: datetime) -> int:
    """Give up what was to be tried again of this order; returns how many dates."""
    found = StandingOrderExecution.objects.filter(order=order, state=ExecutionState.PENDING)
    return found.update(state=ExecutionState.SKIPPED, last_refusal=reason, changed_at=at)


@requires_transaction
def end_finished() -> int:
    """End the orders with no date left and none pending; returns how many."""
    pending = StandingOrderExecution.objects.filter(
        order=OuterRef("pk"), state=ExecutionState.PENDING
    )
    over = StandingOrder.objects.filter(state__in=_ALIVE, next_due_date=None)
    return over.filter(~Exists(pending)).update(state=OrderState.ENDED)


def _pending(day: date) -> QuerySet[StandingOrderExecution]:
    return StandingOrderExecution.objects.filter(state=ExecutionState.PENDING, try_on__lte=day)
