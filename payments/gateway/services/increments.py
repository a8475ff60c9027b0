"""Raising an authorisation that is not captured yet: a hotel's guest stays on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Money
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.views import Begun, IntentView, MerchantRef
from payments.gateway.repositories import intents, operations
from payments.gateway.services import bringing, connectors, finding, making, transitions


class NotRaised(BankError):
    """The network of this payment raises no authorisation."""

    code = "increment_not_supported"
    cure = "Make another payment for the rest."
    status = 409


def increment(
    *,
    merchant: MerchantRef,
    intent: str,
    amount: Money,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Raise an authorisation to a new whole and wait; not a use case but three steps of its own.

    Raises what begin_increment raises.
    """
    begun = begin_increment(
        merchant=merchant,
        intent=intent,
        amount=amount,
        idempotency=idempotency,
        actor=actor,
        now=now,
    )
    return bringing.payment(begun, seconds=seconds)


@needs("gateway.take_payments")
@use_case
def begin_increment(
    *,
    merchant: MerchantRef,
    intent: str,
    amount: Money,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Write down the raise to `amount`, which is the new whole and more than the one before.

    Raises finding.ObjectNotFound and InvalidAmount, NotRaised and transitions.NotInThisState.
    """
    row = finding.lock_intent(merchant, intent)
    made = None if idempotency is None else operations.of_request(idempotency=idempotency)
    if made is not None:
        return Begun(object_id=row.object_id, operation_id=made.public_id)
    original = operations.authorisation(row.pk)
    if row.state != IntentState.REQUIRES_CAPTURE or original is None or row.increasing_minor:
        message = f"The payment is {row.state.lower()}, or is being raised: it cannot be raised."
        raise transitions.NotInThisState(message)
    if not connectors.of(original.connector).capabilities.increments:
        message = "The network of this payment raises no authorisation."
        raise NotRaised(message)
    minor = finding.positive(amount, currency=row.currency) - row.amount_minor
    if not intents.reserve_increase(row.pk, minor=minor):
        message = "The new amount is more than the one before."
        raise finding.InvalidAmount(message, field="amount")
    intents.reload(row)
    operation = making.make(
        row,
        making.of_original(OperationKind.INCREMENT, original, minor, idempotency=idempotency),
        actor=actor,
        now=now,
    )
    return Begun(object_id=row.object_id, operation_id=operation.public_id)
