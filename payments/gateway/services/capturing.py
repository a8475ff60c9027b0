"""Capturing what was authorised: whole, in part, or in several parts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.views import Begun, CaptureOrder, IntentView, MerchantRef
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.repositories import intents, operations
from payments.gateway.services import bringing, connectors, finding, making, transitions, views


class CaptureTooLarge(BankError):
    """More is to be captured than is left of the authorisation."""

    code = "amount_too_large"
    cure = "Capture at most what is left, or wait for what is on its way."
    status = 409


class NotCapturedSo(BankError):
    """The network of this payment captures the whole only, or only once."""

    code = "capture_not_supported"
    cure = "Capture the whole amount at once."
    status = 409


def capture(
    *,
    merchant: MerchantRef,
    intent: str,
    order: CaptureOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Capture and wait for the answer; not a use case but three steps of its own.

    Raises what begin_capture raises.
    """
    begun = begin_capture(
        merchant=merchant, intent=intent, order=order, idempotency=idempotency, actor=actor, now=now
    )
    return bringing.payment(begun, seconds=seconds)


@needs("gateway.take_payments")
@use_case
def begin_capture(
    *,
    merchant: MerchantRef,
    intent: str,
    order: CaptureOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Set aside what is to be captured, and write the capture down for the network.

    Raises finding.ObjectNotFound and InvalidAmount, transitions.NotInThisState, CaptureTooLarge
    and NotCapturedSo.
    """
    row = finding.lock_intent(merchant, intent)
    made = None if idempotency is None else operations.of_request(idempotency=idempotency)
    if made is not None:
        return Begun(object_id=row.object_id, operation_id=made.public_id)
    original = _authorisation(row)
    left = views.left_to_capture(row)
    minor = left if order.amount is None else finding.positive(order.amount, currency=row.currency)
    _check(row, original, minor, left, is_final=order.is_final)
    if not intents.reserve_capture(row.pk, minor=minor):
        message = f"Only {left} minor units are left to capture."
        raise CaptureTooLarge(message, field="amount_to_capture")
    intents.reload(row)
    operation = making.make(
        row,
        making.of_original(
            OperationKind.CAPTURE,
            original,
            minor,
            is_final=order.is_final,
            idempotency=idempotency,
        ),
        actor=actor,
        now=now,
    )
    return Begun(object_id=row.object_id, operation_id=operation.public_id)


def _authorisation(row: PaymentIntent) -> Operation:
    found = operations.authorisation(row.pk)
    if row.state != IntentState.REQUIRES_CAPTURE or found is None:
        message = f"The payment is {row.state.lower()}: there is nothing to capture."
        raise transitions.NotInThisState(message)
    if operations.has_open(row.pk, kind=OperationKind.CAPTURE, is_final=True):
        message = "The last capture of this payment is on its way."
        raise transitions.NotInThisState(message)
    return found


def _check(
    row: PaymentIntent, original: Operation, minor: int, left: int, *, is_final: bool
) -> None:
    able = connectors.of(original.connector).capabilities
    in_part = minor < left
    several = not is_final or row.captured_minor or row.capturing_minor
    if (in_part and not able.partial_capture) or (several and not able.several_captures):
        message = "The network of this payment does not capture it so."
        raise NotCapturedSo(message, field="amount_to_capture")
