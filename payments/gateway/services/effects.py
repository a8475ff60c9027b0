"""What an operation's outcome does to its payment: counters, state, and what follows.

Everything here runs with the payment and the operation locked, before the operation moves on for
captures (which reckon with counters) and in the same transaction for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.states import IntentEvent, OperationEvent, intent_after
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.repositories import intents, operations
from payments.gateway.services import (
    making,
    resolving,
    routing,
    telling,
    transitions,
    views,
)

_V = OperationEvent
_SETTLED: Final = frozenset({_V.APPROVED, _V.DECLINED, _V.REVERSED, _V.NOT_SENT})
_NOTHING_CHARGED: Final = "try_again_later"


def follow(row: PaymentIntent, operation: Operation, event: OperationEvent, at: Moment) -> None:
    """Do to the payment what the operation's change, already made, brings, and tell of it."""
    effect = _EFFECTS.get(OperationKind(operation.kind))
    if effect is not None and (event in _SETTLED or event is _V.RETURNED):
        effect(row, operation, event, at)
    telling.tell_of_operation(operation, event, intent=row, now=at.now)


def advance(
    row: PaymentIntent,
    event: IntentEvent,
    at: Moment,
    *,
    decline_code: str | None = None,
    counted: Mapping[str, int] | None = None,
) -> None:
    """Move the payment where the event is allowed in its state; what is `counted` counts anyway.

    One that is in conflict stays so until a person has decided; one that is already there stays.
    """
    state = IntentState(row.state)
    if state is IntentState.CONFLICTED or intent_after(state, event) is None:
        if counted:
            intents.count(row, **counted)
        return
    values: dict[str, Any] = {} if decline_code is None else {"decline_code": decline_code}
    if event is IntentEvent.CANCELED:
        values["canceled_at"] = at.now
    transitions.move_intent(row, event, actor=at.actor, now=at.now, counted=counted, **values)


def _authorised(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    if event is _V.RETURNED:
        _return_captures(row, operation, at)
    elif event is not _V.APPROVED:
        _refused(row, operation, event, at)
    else:
        approved = operation.approved_minor or 0
        if not routing.captures_apart(operation.connector):
            intents.count(row, authorised=approved, capturing=approved)
            _capture_at_once(row, operation, approved, at)
        elif row.capture_method == CaptureMethod.AUTOMATIC:
            intents.count(row, authorised=approved, capturing=approved)
            order = making.of_original(OperationKind.CAPTURE, operation, approved)
            making.make(row, order, actor=at.actor, now=at.now)
        else:
            advance(row, IntentEvent.AUTHORISED, at, counted={"authorised": approved})


def _refused(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    """Try another network where that may help and nothing can have been charged, or give up."""
    following = routing.after_refusal(row, operation, event, now=at.now)
    if following is None or row.state != IntentState.PROCESSING:
        code = operation.decline_code if event is _V.DECLINED else _NOTHING_CHARGED
        advance(row, IntentEvent.REFUSED, at, decline_code=code)
        return
    order = making.NewOperation(
        kind=OperationKind.AUTHORISE,
        connector=following,
        minor=operation.amount_minor,
        method=operation.payment_method,
        attempt=operation.attempt + 1,
    )
    making.make(row, order, actor=at.actor, now=at.now)


def _capture_at_once(row: PaymentIntent, debit: Operation, minor: int, at: Moment) -> None:
    """Capture what a network that knows no captures has debited: the books need one."""
    order = making.of_original(OperationKind.CAPTURE, debit, minor)
    capture = making.write(row, order, actor=at.actor, now=at.now)
    transitions.move_operation(
        capture,
        _V.APPROVED,
        intent=row,
        actor=at.actor,
        now=at.now,
        network_reference=debit.network_reference,
    )
    follow(row, capture, _V.APPROVED, at)


def _return_captures(row: PaymentIntent, debit: Operation, at: Moment) -> None:
    done = frozenset({OperationState.SUCCEEDED})
    for capture in operations.of_intent(row.pk, kind=OperationKind.CAPTURE, states=done):
        if capture.original_id == debit.pk:
            take_back(row, capture, at, reason=debit.decline_code)


def take_back(row: PaymentIntent, capture: Operation, at: Moment, *, reason: str) -> None:
    """Let a capture that succeeded be returned: what is left of it is the merchant's to bear."""
    minor = capture.approved_minor or 0
    covered = min(minor, max(views.left_to_refund(row), 0))
    transitions.move_operation(
        capture,
        _V.RETURNED,
        intent=row,
        actor=at.actor,
        now=at.now,
        excess_minor=minor - covered,
        decline_code=reason,
    )
    _returned(row, capture, covered, at)


def _returned(row: PaymentIntent, capture: Operation, covered: int, at: Moment) -> None:
    intents.count(row, captured=-covered, voided=covered)
    if not row.captured_minor:
        advance(row, IntentEvent.RETURNED, at, decline_code=capture.decline_code)


def _increased(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    del at
    minor = operation.amount_minor
    intents.count(row, increasing=-minor)
    if event is _V.APPROVED:
        intents.count(row, authorised=minor, amount=minor)


def _captured(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    minor = operation.amount_minor
    if event is _V.APPROVED:
        intents.count(row, capturing=-minor, captured=minor)
        rest = views.left_to_capture(row)
        if operation.is_final and rest and not row.capturing_minor:
            intents.count(row, voided=rest)
        if operation.is_final or not rest:
            advance(row, IntentEvent.CAPTURED, at, decline_code="")
    else:
        intents.count(row, capturing=-minor)
        if row.state == IntentState.PROCESSING:
            advance(row, IntentEvent.AUTHORISED, at)


def _voided(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    if event is not _V.APPROVED:
        intents.count(row, voided=-operation.amount_minor)
    elif row.captured_minor:
        advance(row, IntentEvent.CAPTURED, at)
    else:
        advance(row, IntentEvent.CANCELED, at)


def _refunded(row: PaymentIntent, operation: Operation, event: _V, at: Moment) -> None:
    del at
    minor = operation.amount_minor
    if event is _V.RETURNED:
        intents.count(row, refunded=-minor)
    elif event is _V.APPROVED:
        intents.count(row, refunding=-minor, refunded=minor)
    else:
        intents.count(row, refunding=-minor)


_EFFECTS: Final[
    dict[OperationKind, Callable[[PaymentIntent, Operation, OperationEvent, Moment], None]]
] = {
    OperationKind.AUTHORISE: _authorised,
    OperationKind.INCREMENT: _increased,
    OperationKind.CAPTURE: _captured,
    OperationKind.VOID: _voided,
    OperationKind.REFUND: _refunded,
    OperationKind.REPRESENTMENT: resolving.follow,
}
