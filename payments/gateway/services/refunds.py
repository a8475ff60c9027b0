"""Paying payers back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.views import (
    Begun,
    MerchantRef,
    OperationFilter,
    OperationView,
    PageOf,
    RefundOrder,
)
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.repositories import intents, operations
from payments.gateway.services import bringing, finding, making, views

_READ = ("gateway.read_payments", "gateway.refund_payments", "gateway.handle_conflict")


class RefundTooLarge(BankError):
    """More is to be paid back than is left of what was captured."""

    code = "refund_too_large"
    cure = "Refund at most what is captured and neither refunded, nor disputed, nor on its way."
    status = 409


def refund(
    *,
    merchant: MerchantRef,
    order: RefundOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> OperationView:
    """Pay back and wait for the network; not a use case but three steps of its own.

    Raises what begin_refund raises.
    """
    begun = begin_refund(
        merchant=merchant, order=order, idempotency=idempotency, actor=actor, now=now
    )
    assert begun.operation_id is not None  # noqa: S101 - every refund is an operation
    bringing.bring(begun.operation_id, seconds=seconds)
    found = operations.get(operation_id=begun.operation_id)
    assert found is not None  # noqa: S101 - begun just now, and operations stay
    return views.operation_view(found)


@needs("gateway.refund_payments")
@use_case
def begin_refund(
    *,
    merchant: MerchantRef,
    order: RefundOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Set aside what is to be paid back, and write the refund down for the network.

    A suspended merchant may. Raises finding.ObjectNotFound and InvalidAmount, and RefundTooLarge.
    """
    row = finding.lock_intent(merchant, _intent_of(merchant, order))
    made = None if idempotency is None else operations.of_request(idempotency=idempotency)
    if made is not None:
        return Begun(object_id=made.object_id, operation_id=made.public_id)
    original = operations.authorisation(row.pk)
    minor = _amount(row, order)
    if original is None or not intents.reserve_refund(row.pk, minor=minor):
        message = f"Only {views.left_to_refund(row)} minor units are left to refund."
        raise RefundTooLarge(message, field="amount")
    intents.reload(row)
    operation = making.make(
        row,
        making.of_original(
            OperationKind.REFUND,
            original,
            minor,
            reason=order.reason,
            metadata=dict(order.metadata),
            idempotency=idempotency,
        ),
        actor=actor,
        now=now,
    )
    return Begun(object_id=operation.object_id, operation_id=operation.public_id)


@needs("gateway.refund_payments")
@use_case
def update(
    *, merchant: MerchantRef, refund_id: str, metadata: dict[str, Any], actor: Actor, now: datetime
) -> OperationView:
    """Change what the merchant has written to a refund; raises finding.ObjectNotFound."""
    del actor, now
    found = _found(merchant, refund_id)
    locked = operations.lock(operation_id=found.public_id)
    assert locked is not None  # noqa: S101 - found just now, and operations stay
    operations.change(locked[1], metadata=metadata)
    return views.operation_view(locked[1])


@needs(*_READ)
def get(*, merchant: MerchantRef, refund_id: str, actor: Actor) -> OperationView:
    """Return the merchant's refund; raises finding.ObjectNotFound."""
    del actor
    return views.operation_view(_found(merchant, refund_id))


@needs(*_READ)
def page(
    *, merchant: MerchantRef, chosen: OperationFilter, part: PageOf, actor: Actor
) -> tuple[Sequence[OperationView], bool]:
    """Return the merchant's refunds, newest first, and whether there are more.

    Raises finding.InvalidPage.
    """
    del actor
    finding.check_page(part)
    rows, more = operations.page(
        merchant=merchant.pk, kind=OperationKind.REFUND, chosen=chosen, part=part
    )
    return [views.operation_view(row) for row in rows], more


def _found(merchant: MerchantRef, refund_id: str) -> Operation:
    found = operations.of_merchant(
        merchant=merchant.pk, object_id=refund_id, kind=OperationKind.REFUND
    )
    if found is None:
        raise finding.missing(refund_id, field="refund")
    return found


def _intent_of(merchant: MerchantRef, order: RefundOrder) -> str:
    if not order.charge:
        return order.intent
    charge = operations.of_merchant(
        merchant=merchant.pk, object_id=order.charge, kind=OperationKind.AUTHORISE
    )
    if charge is None or order.intent not in {"", charge.intent.object_id}:
        raise finding.missing(order.charge, field="charge")
    return charge.intent.object_id


def _amount(row: PaymentIntent, order: RefundOrder) -> int:
    if order.amount is None:
        return views.left_to_refund(row)
    return finding.positive(order.amount, currency=row.currency)
