"""Cancelling: before anything is authorised here alone, afterwards with the network."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import IntentEvent, intent_after
from payments.gateway.domain.views import Begun, IntentView, MerchantRef
from payments.gateway.models import PaymentIntent
from payments.gateway.repositories import authentications, intents, operations
from payments.gateway.services import bringing, finding, making, transitions


def cancel(
    *,
    merchant: MerchantRef,
    intent: str,
    reason: str,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Cancel a payment and wait for the network; not a use case but three steps of its own.

    Raises what begin_cancel raises.
    """
    begun = begin_cancel(
        merchant=merchant,
        intent=intent,
        reason=reason,
        idempotency=idempotency,
        actor=actor,
        now=now,
    )
    return bringing.payment(begun, seconds=seconds)


@needs("gateway.take_payments")
@use_case
def begin_cancel(
    *,
    merchant: MerchantRef,
    intent: str,
    reason: str,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Cancel a payment, or write down that what is left of its authorisation is given back.

    Raises finding.ObjectNotFound, and transitions.NotInThisState where money is on its way, has
    moved for good, or is given back already.
    """
    row = finding.lock_intent(merchant, intent)
    made = None if idempotency is None else operations.of_request(idempotency=idempotency)
    if made is not None:
        return Begun(object_id=row.object_id, operation_id=made.public_id)
    if idempotency is not None and row.last_request == idempotency:
        return Begun(object_id=row.object_id)
    at = Moment(actor, now)
    if row.state == IntentState.REQUIRES_CAPTURE:
        return void_rest(row, reason=reason, idempotency=idempotency, at=at)
    if (
        row.state == IntentState.CONFLICTED
        or intent_after(IntentState(row.state), IntentEvent.CANCELED) is None
    ):
        message = f"The payment is {row.state.lower()}: it is not to be canceled."
        raise transitions.NotInThisState(message)
    authentications.decide(intent=row.pk, after=AuthenticationState.EXPIRED, at=now)
    transitions.move_intent(
        row,
        IntentEvent.CANCELED,
        actor=actor,
        now=now,
        canceled_at=now,
        cancellation_reason=reason,
        last_request=idempotency,
    )
    return Begun(object_id=row.object_id)


@requires_transaction
def void_rest(row: PaymentIntent, *, reason: str, idempotency: UUID | None, at: Moment) -> Begun:
    """Write down that what is left of an authorisation is given back to the payer.

    Raises transitions.NotInThisState where a capture or increment is on its way, or nothing is
    left: so of a capture and a cancellation at once, one happens.
    """
    original = operations.authorisation(row.pk)
    minor = intents.reserve_rest(row.pk)
    if original is None or minor is None:
        message = "Something of the payment is on its way: it is not to be canceled now."
        raise transitions.NotInThisState(message)
    intents.change(row, cancellation_reason=reason)
    intents.reload(row)
    made = making.make(
        row,
        making.of_original(
            OperationKind.VOID, original, minor, reason=reason, idempotency=idempotency
        ),
        actor=at.actor,
        now=at.now,
    )
    return Begun(object_id=row.object_id, operation_id=made.public_id)
