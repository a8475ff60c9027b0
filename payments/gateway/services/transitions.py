"""The one place that moves the state of a payment or an operation.

Each change is one that payments.gateway.domain.states allows, of rows that are locked, the
payment before its operations; with it go a row of history, the posting and the event for the
merchant, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OperationState
from payments.gateway.domain.states import (
    IntentEvent,
    OperationEvent,
    intent_after,
    operation_after,
)
from payments.gateway.models import Operation, PaymentIntent, StateChange
from payments.gateway.repositories import intents, operations
from payments.gateway.services import booking, telling


class NotInThisState(BankError):
    """The payment is in a state in which this cannot be done."""

    code = "payment_intent_unexpected_state"
    cure = "Look at the payment's state and at what it allows."
    status = 409


@requires_transaction
def move_intent(
    row: PaymentIntent,
    event: IntentEvent,
    *,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    counted: Mapping[str, int] | None = None,
    **values: Any,
) -> None:
    """Move a locked payment, with columns and counters that change with it.

    Raises NotInThisState.
    """
    before = IntentState(row.state)
    after = intent_after(before, event)
    if after is None:
        message = f"The payment is {before.lower()}: it cannot be {event.lower()}."
        raise NotInThisState(message)
    intents.set_state(row, after=after, counted=counted, **values)
    _remember(row, None, event, (before, after), actor, now, detail)
    telling.tell_of_intent(row, event, now=now)


@requires_transaction
def move_operation(
    row: Operation,
    event: OperationEvent,
    *,
    intent: PaymentIntent,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Move a locked operation and book what the change brings; raises NotInThisState.

    The merchant is told by whoever counts it, afterwards: events show what is so then.
    Raises booking.BookingRefused where the ledger does not take it.
    """
    before = OperationState(row.state)
    after = operation_after(before, event)
    if after is None:
        message = f"The operation is {before.lower()}: it cannot be {event.lower()}."
        raise NotInThisState(message)
    if event is OperationEvent.APPROVED:
        approved = values.pop("approved_minor", row.amount_minor)
        values |= booking.terms(row, approved=approved)
    operations.set_state(row, after=after, decided_at=now, **values)
    booking.book(row, event, actor=actor, now=now)
    _remember(intent, row, event, (before, after), actor, now, detail)


@requires_transaction
def begin(row: PaymentIntent, operation: Operation | None, *, actor: Actor, now: datetime) -> None:
    """Write down that a payment or operation has been made."""
    state = row.state if operation is None else operation.state
    _remember(row, operation, "MADE", ("", state), actor, now, None)


@requires_transaction
def note(
    row: PaymentIntent,
    operation: Operation,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Write down what was learnt and changed nothing."""
    _remember(row, operation, event, (operation.state, operation.state), actor, now, detail)


def _remember(
    row: PaymentIntent,
    operation: Operation | None,
    event: str,
    change: tuple[str, str],
    actor: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None,
) -> None:
    before, after = change
    operations.note(
        StateChange(
            intent=row,
            operation=operation,
            event=event,
            before=before,
            after=after,
            actor=str(actor),
            detail=dict(detail or {}),
            at=now,
        )
    )
