"""What networks answer, applied: once, in order, and never against what is known for sure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.money import Currency
from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.outcomes import Applied
from payments.gateway.domain.states import IntentEvent, OperationEvent, operation_after
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.repositories import operations
from payments.gateway.services import connectors, effects, health, routing, transitions

_RESULT: Final = {
    OperationEvent.APPROVED: OperationState.SUCCEEDED,
    OperationEvent.DECLINED: OperationState.DECLINED,
    OperationEvent.PENDING: OperationState.PENDING,
    OperationEvent.UNKNOWN: OperationState.UNKNOWN,
    OperationEvent.REVERSED: OperationState.REVERSED,
    OperationEvent.NOT_SENT: OperationState.NOT_SENT,
    OperationEvent.RETURNED: OperationState.RETURNED,
}


class OperationNotFound(BankError):
    """There is no such operation."""

    code = "operation_not_found"
    cure = "Name an operation of the gateway by its id."
    status = 404


@requires_transaction
def apply_outcome(*, operation_id: UUID, outcome: Outcome, now: datetime) -> Applied:
    """Apply what a network said of an operation, in the caller's use case.

    APPLIED has moved the operation, its payment and the books. DUPLICATE says what is known
    already. LATE says what can no longer be so, such as the approval of an authorisation that was
    taken back: it is noted in the history and changes nothing. Raises OperationNotFound, and
    BookingRefused where the ledger does not take it.
    """
    found = operations.lock(operation_id=operation_id)
    if found is None:
        message = f"There is no operation {operation_id}."
        raise OperationNotFound(message)
    row, operation = found
    at = Moment(Actor.system(f"connector.{operation.connector}"), now)
    event = _event(operation, outcome)
    cannot_be = event is OperationEvent.RETURNED and not _can_be_returned(operation)
    if cannot_be or operation_after(OperationState(operation.state), event) is None:
        return _too_late(row, operation, event, outcome, at)
    if event is OperationEvent.CONFLICTED and row.state == IntentState.CONFLICTED:
        return Applied.DUPLICATE
    _apply(row, operation, event, outcome, at)
    health.learn(operation.connector, outcome.verdict, code=outcome.code, now=now)
    return Applied.APPLIED


@use_case
def record_outcome(*, operation_id: UUID, outcome: Outcome, now: datetime) -> Applied:
    """Apply what a network said as a use case of its own; raises what apply_outcome raises."""
    return apply_outcome(operation_id=operation_id, outcome=outcome, now=now)


def _apply(
    row: PaymentIntent, operation: Operation, event: OperationEvent, outcome: Outcome, at: Moment
) -> None:
    if event is OperationEvent.RETURNED and operation.kind == OperationKind.CAPTURE:
        effects.take_back(row, operation, at, reason=outcome.code)
        return
    transitions.move_operation(
        operation,
        event,
        intent=row,
        actor=at.actor,
        now=at.now,
        detail=_told(outcome),
        **_values(operation, event, outcome),
    )
    if event is OperationEvent.CONFLICTED:
        effects.advance(row, IntentEvent.CONFLICTED, at)
    effects.follow(row, operation, event, at)


def _event(operation: Operation, outcome: Outcome) -> OperationEvent:
    """Return what was learnt: an approval of something else than was asked is a conflict."""
    if outcome.verdict is not Verdict.APPROVED or outcome.amount is None:
        return OperationEvent(outcome.verdict)
    asked, told = operation.amount_minor, outcome.amount
    if told.currency == Currency.of(operation.currency):
        if told.minor == asked:
            return OperationEvent.APPROVED
        partly = connectors.of(operation.connector).capabilities.partial_approval
        if operation.kind == OperationKind.AUTHORISE and partly and 0 < told.minor < asked:
            return OperationEvent.APPROVED
    return OperationEvent.CONFLICTED


def _values(operation: Operation, event: OperationEvent, outcome: Outcome) -> dict[str, Any]:
    values: dict[str, Any] = {"decline_code": "", "raw_code": outcome.raw_code[:40]}
    if event not in {OperationEvent.APPROVED, OperationEvent.PENDING, OperationEvent.CONFLICTED}:
        values["decline_code"] = outcome.code
    if outcome.network_reference:
        values["network_reference"] = outcome.network_reference
    if outcome.authorisation_code:
        values["authorisation_code"] = outcome.authorisation_code
    if event is OperationEvent.APPROVED:
        told = outcome.amount
        values["approved_minor"] = operation.amount_minor if told is None else told.minor
    return values


def _too_late(
    row: PaymentIntent, operation: Operation, event: OperationEvent, outcome: Outcome, at: Moment
) -> Applied:
    if _RESULT.get(event) == operation.state or _is_past(operation, event):
        return Applied.DUPLICATE
    transitions.note(
        row, operation, f"LATE_{event}", actor=at.actor, now=at.now, detail=_told(outcome)
    )
    return Applied.LATE


def _can_be_returned(operation: Operation) -> bool:
    """Return whether a network takes this back after it succeeded: what has moved money.

    An authorisation does where it is a debit; a chargeback is given back by a representment.
    """
    if operation.kind == OperationKind.AUTHORISE:
        return not routing.captures_apart(operation.connector)
    return operation.kind in {OperationKind.CAPTURE, OperationKind.REFUND}


def _is_past(operation: Operation, event: OperationEvent) -> bool:
    """Return whether the network repeats what was so before: approval of what was returned."""
    returned = operation.state == OperationState.RETURNED
    return returned and event is OperationEvent.APPROVED


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "verdict": outcome.verdict,
        "code": outcome.code,
        "raw_code": outcome.raw_code,
        "network_reference": outcome.network_reference,
        "amount": None if outcome.amount is None else str(outcome.amount),
        "detail": outcome.detail[:200],
    }
