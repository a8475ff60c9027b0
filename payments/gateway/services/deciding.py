"""What a person of the bank decides: payments held for a look, and answers that cannot be right."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import IntentEvent, OperationEvent
from payments.gateway.domain.views import Begun, IntentView, MerchantRef
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.repositories import intents, operations
from payments.gateway.services import (
    bringing,
    confirming,
    effects,
    finding,
    transitions,
    views,
)

_FRAUDULENT: Final = "fraudulent"
_NOT_SO: Final = "generic_decline"


def decide_review(
    *,
    merchant: MerchantRef,
    intent: str,
    approved: bool,
    reason: str,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Let a held payment go or end it; not a use case but three steps of its own.

    Raises what begin_reviewed raises.
    """
    begun = begin_reviewed(
        merchant=merchant, intent=intent, approved=approved, reason=reason, actor=actor, now=now
    )
    return bringing.payment(begun, seconds=seconds)


def end_review(
    *, intent: str, approved: bool, reason: str, actor: Actor, now: datetime
) -> IntentView | None:
    """Let a held payment go or end it, as a case about it was decided; None where none is held."""
    row = intents.by_secret(object_id=intent)
    if row is None or row.state != IntentState.REVIEW:
        return None
    return decide_review(
        merchant=views.merchant_ref(row.merchant),
        intent=intent,
        approved=approved,
        reason=reason,
        actor=actor,
        now=now,
    )


@needs("gateway.handle_conflict")
@use_case
def begin_reviewed(
    *,
    merchant: MerchantRef,
    intent: str,
    approved: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Let a held payment on its way, or decline it for fraud.

    Raises finding.ObjectNotFound, transitions.NotInThisState and routing.NoRoute.
    """
    row = finding.lock_intent(merchant, intent)
    _require(row, IntentState.REVIEW)
    _record(row, "approved" if approved else "declined", reason, Moment(actor, now))
    at = Moment(actor, now)
    if approved:
        return confirming.send(row, event=IntentEvent.RELEASED, idempotency=None, at=at)
    transitions.move_intent(
        row, IntentEvent.REFUSED, actor=actor, now=now, decline_code=_FRAUDULENT
    )
    return Begun(object_id=row.object_id)


def decide_conflict(
    *,
    merchant: MerchantRef,
    intent: str,
    happened: bool,
    reason: str,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Decide a payment whose network said what cannot be right; three steps of its own.

    Raises what begin_unconflicted raises.
    """
    begun = begin_unconflicted(
        merchant=merchant, intent=intent, happened=happened, reason=reason, actor=actor, now=now
    )
    return bringing.payment(begun, seconds=seconds)


@needs("gateway.handle_conflict")
@use_case
def begin_unconflicted(
    *,
    merchant: MerchantRef,
    intent: str,
    happened: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Take what was asked as what `happened`, or as what did not.

    Whoever decides has it from the network: what did not happen as asked must have been taken
    back there. Raises finding.ObjectNotFound and transitions.NotInThisState.
    """
    row = finding.lock_intent(merchant, intent)
    _require(row, IntentState.CONFLICTED)
    at = Moment(actor, now)
    _record(row, "conflict_taken" if happened else "conflict_refused", reason, at)
    waiting = operations.conflicted_of(row.pk)
    transitions.move_intent(row, IntentEvent.RESOLVED, actor=actor, now=now)
    for operation in waiting:
        _settle(row, operation, at, happened=happened)
    _come_to_rest(row, at)
    return Begun(object_id=row.object_id, operation_id=waiting[0].public_id if waiting else None)


def _settle(row: PaymentIntent, operation: Operation, at: Moment, *, happened: bool) -> None:
    event = OperationEvent.APPROVED if happened else OperationEvent.DECLINED
    values: dict[str, Any] = {} if happened else {"decline_code": _NOT_SO}
    transitions.move_operation(operation, event, intent=row, actor=at.actor, now=at.now, **values)
    effects.follow(row, operation, event, at)


def _come_to_rest(row: PaymentIntent, at: Moment) -> None:
    """Move a payment that waits for nothing any more to where its counters say it is."""
    coming = (OperationKind.AUTHORISE, OperationKind.CAPTURE)
    if row.state != IntentState.PROCESSING or any(
        operations.has_open(row.pk, kind=kind) for kind in coming
    ):
        return
    if views.left_to_capture(row):
        event = IntentEvent.AUTHORISED
    else:
        event = IntentEvent.CAPTURED if row.captured_minor else IntentEvent.REFUSED
    transitions.move_intent(row, event, actor=at.actor, now=at.now)


def _require(row: PaymentIntent, state: IntentState) -> None:
    if row.state != state:
        message = f"The payment is {row.state.lower()}: there is nothing to decide."
        raise transitions.NotInThisState(message)


def _record(row: PaymentIntent, verb: str, reason: str, at: Moment) -> None:
    audit.record(
        actor=at.actor,
        action=f"gateway.payment.{verb}",
        subject=f"payment:{row.object_id}",
        detail={"merchant": row.merchant.object_id},
        reason=reason,
        at=at.now,
    )
