"""Standing orders and their dates in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.domain.standing_orders import AmountRule, ExecutionState, OrderState
from payments.models import StandingOrder, StandingOrderExecution

_ADVANCE = """
UPDATE payments_standingorder AS standing
SET next_number = come.number, next_nominal_date = come.nominal, next_due_date = come.due
FROM unnest(%s::bigint[], %s::integer[], %s::date[], %s::date[]) AS come (id, number, nominal, due)
WHERE standing.id = come.id"""

_WRITE = """
UPDATE payments_standingorderexecution AS execution
SET state = came.state, attempts = came.attempts, try_on = came.try_on, txn_id = came.txn_id,
    amount_minor = came.amount_minor, last_refusal = came.refusal, changed_at = came.changed_at
FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::date[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])
  AS came (id, state, attempts, try_on, txn_id, amount_minor, refusal, changed_at)
WHERE execution.id = came.id"""

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
    with connection.cursor() as cursor:
        cursor.execute(
            _ADVANCE,
            [
                [order.pk for order in orders],
                [order.next_number for order in orders],
                [order.next_nominal_date for order in orders],
                [order.next_due_date for order in orders],
            ],
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
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [each.pk for each in executions],
                [str(each.state) for each in executions],
                [each.attempts for each in executions],
                [each.try_on for each in executions],
                [each.txn_id for each in executions],
                [each.amount_minor for each in executions],
                [each.last_refusal for each in executions],
                [each.changed_at for each in executions],
            ],
        )


@requires_transaction
def skip_pending(*, order: StandingOrder, reason: str, at: datetime) -> int:
    """Give up what was to be tried again of this order; returns how many dates."""
    found = StandingOrderExecution.objects.filter(order=order, state=ExecutionState.PENDING)
    return found.update(state=ExecutionState.SKIPPED, last_refusal=reason, changed_at=at)


@requires_transaction
def call_off(*, account_id: UUID) -> list[UUID]:
    """Cancel the orders that this account pays and has no date of pending; returns their ids."""
    alive = StandingOrder.objects.filter(account__public_id=account_id, state__in=_ALIVE)
    pending = StandingOrderExecution.objects.filter(
        order=OuterRef("pk"), state=ExecutionState.PENDING
    )
    found = list(alive.filter(~Exists(pending)).select_for_update(of=("self",)).order_by("id"))
    StandingOrder.objects.filter(id__in=[order.pk for order in found]).update(
        state=OrderState.CANCELLED, next_nominal_date=None, next_due_date=None
    )
    return [order.public_id for order in found]


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
