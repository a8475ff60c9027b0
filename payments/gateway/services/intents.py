"""Payments of merchants: made, changed, read; what is done with them is named here too.

Each that writes takes `idempotency`, the request's own UUID: called again with the same one it
finds what it did and carries on from there, and never does it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import TryAgain, use_case
from bankcore.errors import BankError
from payments.gateway.domain import object_ids
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.states import IntentEvent
from payments.gateway.domain.views import (
    IntentChange,
    IntentFilter,
    IntentOrder,
    IntentView,
    MerchantRef,
    PageOf,
)
from payments.gateway.models import PaymentIntent
from payments.gateway.repositories import intents, merchants
from payments.gateway.services import booking, finding, telling, transitions, views
from payments.gateway.services.authenticating import authenticate
from payments.gateway.services.cancelling import begin_cancel, cancel
from payments.gateway.services.capturing import begin_capture, capture
from payments.gateway.services.confirming import begin_confirm, confirm
from payments.gateway.services.increments import begin_increment, increment

__all__ = [
    "authenticate",
    "begin_cancel",
    "begin_capture",
    "begin_confirm",
    "begin_increment",
    "cancel",
    "capture",
    "confirm",
    "create",
    "get",
    "get_by_secret",
    "increment",
    "page",
    "update",
]

_CHANGEABLE = frozenset({IntentState.REQUIRES_PAYMENT_METHOD, IntentState.REQUIRES_CONFIRMATION})


class ReferenceUsed(BankError):
    """Another payment of the merchant has this reference."""

    code = "merchant_reference_used"
    cure = "Give every payment a reference of its own, or none."
    status = 409


class AlreadyConfirmed(BankError):
    """What is charged, and to whom, stands once the payment is confirmed."""

    code = "payment_intent_confirmed"
    cure = "Make another payment, or cancel this one."
    status = 409


@needs("gateway.take_payments")
@use_case
def create(
    *,
    merchant: MerchantRef,
    order: IntentOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> IntentView:
    """Make a payment. With a payment method it waits to be confirmed, without for the method.

    Raises finding.MerchantNotActive, InvalidAmount and ObjectNotFound, booking.NoMerchantAccount
    and ReferenceUsed.
    """
    made_before = None if idempotency is None else intents.of_request(idempotency=idempotency)
    if made_before is not None:
        return views.intent_view(made_before)
    row = _new(merchant, order, idempotency, now)
    try:
        with transaction.atomic():
            intents.add(row)
    except IntegrityError as error:
        if idempotency and intents.of_request(idempotency=idempotency):
            raise TryAgain from error
        message = f"Another payment has the reference {order.merchant_reference}."
        raise ReferenceUsed(message, field="merchant_reference") from error
    transitions.begin(row, None, actor=actor, now=now)
    telling.tell_of_made(row, now=now)
    return views.made_view(row)


@needs("gateway.take_payments")
@use_case
def update(
    *,
    merchant: MerchantRef,
    intent: str,
    change: IntentChange,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> IntentView:
    """Change a payment; the same change twice is the same.

    Raises finding.ObjectNotFound and InvalidAmount, and AlreadyConfirmed for what is charged, how
    or to whom once the payment is confirmed.
    """
    del idempotency
    row = finding.lock_intent(merchant, intent)
    charged = (change.amount, change.payment_method, change.payer)
    if row.state not in _CHANGEABLE and any(each is not None for each in charged):
        message = "The payment is confirmed: what is charged stands."
        raise AlreadyConfirmed(message)
    values = _changed(merchant, row, change)
    if values:
        intents.change(row, **values)
    if change.payment_method is not None:
        transitions.move_intent(row, IntentEvent.METHOD_GIVEN, actor=actor, now=now)
    return views.intent_view(row)


@needs("gateway.read_payments", "gateway.take_payments", "gateway.handle_conflict")
def get(*, merchant: MerchantRef, intent: str, actor: Actor) -> IntentView:
    """Return the merchant's payment; raises finding.ObjectNotFound."""
    del actor
    found = intents.get(merchant=merchant.pk, object_id=intent)
    if found is None:
        raise finding.missing(intent, field="payment_intent")
    return views.intent_view(found)


def get_by_secret(*, intent: str) -> tuple[MerchantRef, IntentView]:
    """Return a payment and its merchant for a payer's page, which must compare the secret.

    Raises finding.ObjectNotFound.
    """
    found = intents.by_secret(object_id=intent)
    if found is None:
        raise finding.missing(intent, field="payment_intent")
    return views.merchant_ref(found.merchant), views.intent_view(found)


@needs("gateway.read_payments", "gateway.take_payments", "gateway.handle_conflict")
def page(
    *, merchant: MerchantRef, chosen: IntentFilter, part: PageOf, actor: Actor
) -> tuple[Sequence[IntentView], bool]:
    """Return the merchant's payments, newest first, and whether there are more.

    Raises finding.InvalidPage.
    """
    del actor
    finding.check_page(part)
    rows, more = intents.page(merchant=merchant.pk, chosen=chosen, part=part)
    return views.intent_views(rows), more


def _new(
    merchant: MerchantRef, order: IntentOrder, idempotency: UUID | None, now: datetime
) -> PaymentIntent:
    currency = order.amount.currency.code
    there, account = merchants.with_account(merchant.pk, currency=currency)
    finding.require_active(there)
    minor = finding.positive(order.amount, currency=currency)
    if account is None and not there.is_sandbox:
        raise booking.no_account(currency)
    method = (
        finding.payment_method(merchant, order.payment_method) if order.payment_method else None
    )
    state = IntentState.REQUIRES_CONFIRMATION if method else IntentState.REQUIRES_PAYMENT_METHOD
    object_id = object_ids.new("pi")
    return PaymentIntent(
        object_id=object_id,
        merchant=there,
        state=state,
        amount_minor=minor,
        currency=currency,
        capture_method=order.capture_method,
        payer=finding.payer(merchant, order.payer) if order.payer else None,
        payment_method=method,
        mandate=finding.mandate(merchant, order.mandate) if order.mandate else None,
        off_session=order.off_session,
        description=order.description,
        merchant_reference=order.merchant_reference,
        metadata=dict(order.metadata),
        client_secret=object_ids.new_secret(object_id),
        idempotency_id=idempotency,
        created_at=now,
    )


def _changed(merchant: MerchantRef, row: PaymentIntent, change: IntentChange) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if change.amount is not None:
        values["amount_minor"] = finding.positive(change.amount, currency=row.currency)
    if change.payment_method is not None:
        values["payment_method"] = finding.payment_method(merchant, change.payment_method)
    if change.payer is not None:
        values["payer"] = finding.payer(merchant, change.payer)
    if change.description is not None:
        values["description"] = change.description
    if change.metadata is not None:
        values["metadata"] = dict(change.metadata)
    return values
