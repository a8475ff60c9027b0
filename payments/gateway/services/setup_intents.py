"""Keeping a payment method for later: the payer agrees once, and a mandate says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain import object_ids
from payments.gateway.domain.checkout import SetupState, SetupView
from payments.gateway.domain.views import MerchantRef, PageOf
from payments.gateway.models import PaymentMethod, SetupIntent
from payments.gateway.repositories import made, payers
from payments.gateway.services import mandates
from payments.gateway.services import payers as payer_services
from payments.gateway.services.payment_methods import MethodNotFound

_OPEN = (SetupState.REQUIRES_PAYMENT_METHOD, SetupState.REQUIRES_CONFIRMATION)


class SetupNotFound(BankError):
    """The merchant has no such setup intent."""

    code = "setup_intent_not_found"
    cure = "Check the id of the setup intent, and that the key is of the same merchant."
    status = 404


class SetupNotOpen(BankError):
    """The setup intent has succeeded or was canceled."""

    code = "setup_intent_not_open"
    cure = "Read the setup intent; make a new one to keep another payment method."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupOrder:
    """What to keep for whom; `confirm` where the payer has agreed already."""

    payer: str | None = None
    payment_method: str | None = None
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    confirm: bool = False


@needs("gateway.take_payments")
@use_case
def create_setup(
    *, merchant: MerchantRef, order: SetupOrder, request_id: UUID, actor: Actor, now: datetime
) -> SetupView:
    """Begin to keep a payment method. Raises PayerNotFound and MethodNotFound."""
    object_id = made.id_of("seti", request_id)
    row = payers.setup(merchant=merchant.pk, object_id=object_id)
    if row is not None:
        return view_of(row)
    row = SetupIntent(
        object_id=object_id,
        merchant_id=merchant.pk,
        payer=payer_services.living(merchant, order.payer) if order.payer else None,
        payment_method=_method(merchant, order.payment_method) if order.payment_method else None,
        state=_OPEN[bool(order.payment_method)],
        client_secret=object_ids.new_secret(object_id),
        description=order.description,
        metadata=payer_services.merged({}, order.metadata),
        created_at=now,
    )
    if order.confirm:
        _succeed(merchant, row, request_id, now)
    payers.add(row)
    _record(actor, f"gateway.setup_intent.{row.state.lower()}", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def confirm_setup(
    *,
    merchant: MerchantRef,
    object_id: str,
    payment_method: str | None,
    request_id: UUID,
    actor: Actor,
    now: datetime,
) -> SetupView:
    """Keep the payment method: the payer has agreed. Raises SetupNotFound and SetupNotOpen."""
    row = _locked(merchant, object_id)
    if row.mandate and row.mandate.object_id == made.id_of("mandate", request_id):
        return view_of(row)
    _require_open(row)
    if payment_method:
        row.payment_method = _method(merchant, payment_method)
    _succeed(merchant, row, request_id, now)
    payers.save(row)
    _record(actor, "gateway.setup_intent.succeeded", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def cancel_setup(
    *, merchant: MerchantRef, object_id: str, actor: Actor, now: datetime
) -> SetupView:
    """Keep nothing after all. Doing it twice changes nothing."""
    row = _locked(merchant, object_id)
    if row.state != SetupState.CANCELED:
        _require_open(row)
        row.state = SetupState.CANCELED
        payers.save(row)
        _record(actor, "gateway.setup_intent.canceled", object_id, now)
    return view_of(row)


@needs("gateway.read_payments")
def get_setup(*, merchant: MerchantRef, object_id: str, actor: Actor) -> SetupView:
    """Return a setup intent. Raises SetupNotFound."""
    del actor
    row = payers.setup(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    return view_of(row)


@needs("gateway.read_payments")
def page_of_setups(
    *, merchant: MerchantRef, part: PageOf, actor: Actor
) -> tuple[Sequence[SetupView], bool]:
    """Return a page of the merchant's setup intents, and whether there are more."""
    del actor
    rows, more = payers.page_of_setups(merchant=merchant.pk, wanted=part)
    return [view_of(row) for row in rows], more


def view_of(row: SetupIntent) -> SetupView:
    """Return a setup intent as it is shown."""
    return SetupView(
        object_id=row.object_id,
        state=SetupState(row.state),
        payer_id=row.payer.object_id if row.payer else None,
        payment_method_id=row.payment_method.object_id if row.payment_method else None,
        mandate_id=row.mandate.object_id if row.mandate else None,
        client_secret=row.client_secret,
        description=row.description,
        metadata=row.metadata,
        created_at=row.created_at,
    )


def _succeed(merchant: MerchantRef, row: SetupIntent, request_id: UUID, now: datetime) -> None:
    if row.payment_method is None:
        message = "Nothing was given to be kept."
        raise MethodNotFound(message, field="payment_method")
    method = payers.method_locked(merchant=merchant.pk, object_id=row.payment_method.object_id)
    if method is not None and method.payer_id is None and row.payer is not None:
        method.payer = row.payer
        payers.save(method)
    row.mandate = mandates.give_mandate(
        merchant=merchant, method=row.payment_method, request_id=request_id, now=now
    )
    row.state = SetupState.SUCCEEDED


def _method(merchant: MerchantRef, object_id: str) -> PaymentMethod:
    row = payers.method(merchant=merchant.pk, object_id=object_id)
    if row is None or row.detached_at is not None:
        message = f"There is no payment method {object_id}."
        raise MethodNotFound(message, field="payment_method")
    return row


def _require_open(row: SetupIntent) -> None:
    if row.state not in _OPEN:
        message = f"The setup intent is {row.state.lower()}."
        raise SetupNotOpen(message)


def _locked(merchant: MerchantRef, object_id: str) -> SetupIntent:
    row = payers.setup_locked(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    return row


def _not_found(object_id: str) -> SetupNotFound:
    message = f"There is no setup intent {object_id}."
    return SetupNotFound(message)


def _record(actor: Actor, action: str, object_id: str, now: datetime) -> None:
    audit.record(actor=actor, action=action, subject=f"setup_intent:{object_id}", at=now)
