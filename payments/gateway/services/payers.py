"""Payers: a merchant's own customers, as the merchant tells of them."""

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
from payments.gateway.domain.payers import PayerView
from payments.gateway.domain.views import MerchantRef, PageOf
from payments.gateway.models import Payer
from payments.gateway.repositories import made, payers
from payments.gateway.services import requests


class PayerNotFound(BankError):
    """The merchant has no such customer, or has deleted it."""

    code = "payer_not_found"
    cure = "Check the id of the customer, and that the key is of the same merchant."
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerOrder:
    """What a merchant tells of a payer; None leaves a thing as it is."""

    name: str | None = None
    email: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@needs("gateway.take_payments")
@use_case
def create_payer(
    *, merchant: MerchantRef, order: PayerOrder, request_id: UUID, actor: Actor, now: datetime
) -> PayerView:
    """Take a payer on; the same request gives the same payer."""
    object_id = made.id_of("cus", request_id)
    row = payers.payer(merchant=merchant.pk, object_id=object_id)
    if row is None:
        row = Payer(
            object_id=object_id,
            merchant_id=merchant.pk,
            name=order.name or None,
            email=order.email or None,
            metadata=merged({}, order.metadata),
            created_at=now,
        )
        payers.add(row)
        _record(actor, "gateway.payer.created", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def update_payer(
    *, merchant: MerchantRef, object_id: str, order: PayerOrder, actor: Actor, now: datetime
) -> PayerView:
    """Change what is told of a payer. Raises PayerNotFound."""
    row = _locked(merchant, object_id)
    row.name = row.name if order.name is None else order.name or None
    row.email = row.email if order.email is None else order.email or None
    row.metadata = merged(row.metadata, order.metadata)
    payers.save(row)
    _record(actor, "gateway.payer.changed", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def erase_payer(*, merchant: MerchantRef, object_id: str, actor: Actor, now: datetime) -> PayerView:
    """Remove everything told of a payer and end what they paid with; payments keep the id.

    Answers kept of earlier requests lose it too. Doing it twice changes nothing. Raises
    PayerNotFound.
    """
    row = payers.payer_locked(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    if row.deleted_at is not None:
        return view_of(row)
    row.name = row.email = None
    row.metadata = {}
    row.deleted_at = now
    payers.save(row)
    for method in payers.methods_of(payer=row):
        method.holder_name = None
        method.metadata = {}
        method.detached_at = method.detached_at or now
        payers.save(method)
        payers.revoke_mandates(method=method, now=now)
        requests.redact(object_id=method.object_id, instead={"id": method.object_id})
    gone = {"id": object_id, "object": "customer", "deleted": True}
    requests.redact(object_id=object_id, instead=gone)
    _record(actor, "gateway.payer.erased", object_id, now)
    return view_of(row)


@needs("gateway.read_payments")
def get_payer(*, merchant: MerchantRef, object_id: str, actor: Actor) -> PayerView:
    """Return a payer, also one who was deleted. Raises PayerNotFound."""
    del actor
    row = payers.payer(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    return view_of(row)


@needs("gateway.read_payments")
def page_of_payers(
    *, merchant: MerchantRef, part: PageOf, actor: Actor
) -> tuple[Sequence[PayerView], bool]:
    """Return a page of the merchant's payers, and whether there are more."""
    del actor
    rows, more = payers.page_of_payers(merchant=merchant.pk, wanted=part)
    return [view_of(row) for row in rows], more


def living(merchant: MerchantRef, object_id: str) -> Payer:
    """Return a payer who is not deleted; raises PayerNotFound."""
    row = payers.payer(merchant=merchant.pk, object_id=object_id)
    if row is None or row.deleted_at is not None:
        raise _not_found(object_id, field="customer")
    return row


def view_of(row: Payer) -> PayerView:
    """Return a payer as it is shown."""
    return PayerView(
        object_id=row.object_id,
        name=row.name,
        email=row.email,
        metadata=row.metadata,
        created_at=row.created_at,
        is_deleted=row.deleted_at is not None,
    )


def merged(before: Mapping[str, str], change: Mapping[str, str]) -> dict[str, str]:
    """Return metadata after a change, in which an empty text takes a name away."""
    return {name: value for name, value in {**before, **change}.items() if value != ""}


def _locked(merchant: MerchantRef, object_id: str) -> Payer:
    row = payers.payer_locked(merchant=merchant.pk, object_id=object_id)
    if row is None or row.deleted_at is not None:
        raise _not_found(object_id)
    return row


def _not_found(object_id: str, field: str | None = None) -> PayerNotFound:
    message = f"There is no customer {object_id}."
    return PayerNotFound(message, field=field)


def _record(actor: Actor, action: str, object_id: str, now: datetime) -> None:
    audit.record(actor=actor, action=action, subject=f"payer:{object_id}", at=now)
