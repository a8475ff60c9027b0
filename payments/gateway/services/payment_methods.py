"""What payers pay with: cards by the vault's token, accounts elsewhere sealed, accounts here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.bank_accounts import is_routing_number
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.payers import (
    BankcoreAccount,
    CardNumber,
    MethodView,
    NewMethod,
    SepaDebit,
    UsBankAccount,
)
from payments.gateway.domain.views import MerchantRef, PageOf
from payments.gateway.models import PaymentMethod
from payments.gateway.repositories import made, payers
from payments.gateway.services import instruments
from payments.gateway.services import payers as payer_services
from payments.vault import public as vault


class MethodNotFound(BankError):
    """The merchant has no such payment method."""

    code = "payment_method_not_found"
    cure = "Check the id of the payment method, and that the key is of the same merchant."
    status = 404


class MethodNotUsable(BankError):
    """What the payer gave can be no account of its kind."""

    code = "payment_method_invalid"
    cure = "Ask the payer to correct the field that is named."
    status = 400


class OwnAccountsNotTaken(BankError):
    """A shop's program cannot say by itself that a customer of this bank agreed to be debited."""

    code = "own_accounts_not_taken"
    cure = "Ask the bank to enter the customer's mandate, or try it with a sandbox merchant."
    status = 403


class MethodTaken(BankError):
    """A payment method that was another payer's, or was detached, belongs to nobody else."""

    code = "payment_method_taken"
    cure = "Make a new payment method for this customer."
    status = 409


@needs("gateway.take_payments")
@use_case
def create_method(
    *, merchant: MerchantRef, new: NewMethod, request_id: UUID, actor: Actor, now: datetime
) -> MethodView:
    """Keep what a payer pays with; the same request gives the same one.

    A card's number goes to the vault and its security code to the card link's memory. Raises
    MethodNotUsable, OwnAccountsNotTaken, the vault's refusals and accounts' AccountNotFound.
    """
    by_program = actor.kind is ActorKind.API_CLIENT and not merchant.is_sandbox
    if by_program and isinstance(new.details, BankcoreAccount):
        message = "Accounts of this bank are not taken from a merchant's program."
        raise OwnAccountsNotTaken(message)
    object_id = made.id_of("pm", request_id)
    row = payers.method(merchant=merchant.pk, object_id=object_id)
    columns = _columns(merchant, new, now) if row is None else {}
    if row is None:
        row = PaymentMethod(
            object_id=object_id,
            merchant_id=merchant.pk,
            holder_name=new.holder_name or None,
            metadata=payer_services.merged({}, new.metadata),
            created_at=now,
            **columns,
        )
        payers.add(row)
        _record(actor, "gateway.payment_method.created", object_id, now)
    if isinstance(new.details, CardNumber) and new.details.code:
        vault.send_security_code(token=row.card_token, code=new.details.code)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def change_method(
    *,
    merchant: MerchantRef,
    object_id: str,
    metadata: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> MethodView:
    """Change a payment method's texts. Raises MethodNotFound."""
    row = _locked(merchant, object_id)
    row.metadata = payer_services.merged(row.metadata, metadata)
    payers.save(row)
    _record(actor, "gateway.payment_method.changed", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def attach_method(
    *, merchant: MerchantRef, object_id: str, payer: str, actor: Actor, now: datetime
) -> MethodView:
    """Give a payment method to a payer for good. Raises MethodNotFound and MethodTaken."""
    row = _locked(merchant, object_id)
    owner = payer_services.living(merchant, payer)
    if row.detached_at is not None or row.payer_id not in {None, owner.pk}:
        message = "This payment method is another customer's, or was detached."
        raise MethodTaken(message)
    if row.payer_id is None:
        row.payer = owner
        payers.save(row)
        _record(actor, "gateway.payment_method.attached", object_id, now)
    return view_of(row)


@needs("gateway.take_payments")
@use_case
def detach_method(
    *, merchant: MerchantRef, object_id: str, actor: Actor, now: datetime
) -> MethodView:
    """End a payment method: nothing is charged to it again, and its mandates end."""
    row = _locked(merchant, object_id)
    if row.detached_at is None:
        row.detached_at = now
        payers.save(row)
        payers.revoke_mandates(method=row, now=now)
        _record(actor, "gateway.payment_method.detached", object_id, now)
    return view_of(row)


@needs("gateway.read_payments")
def get_method(*, merchant: MerchantRef, object_id: str, actor: Actor) -> MethodView:
    """Return a payment method. Raises MethodNotFound."""
    del actor
    row = payers.method(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    return view_of(row)


@needs("gateway.read_payments")
def page_of_methods(
    *,
    merchant: MerchantRef,
    payer: str,
    kind: InstrumentKind | None,
    part: PageOf,
    actor: Actor,
) -> tuple[Sequence[MethodView], bool]:
    """Return a page of what a payer pays with, and whether there is more."""
    del actor
    rows, more = payers.page_of_methods(merchant=merchant.pk, payer=payer, kind=kind, wanted=part)
    return [view_of(row) for row in rows], more


def tokens_in_use(*, tokens: Sequence[str]) -> set[str]:
    """Return those of the vault's tokens that something may still be paid or refunded with."""
    return payers.tokens_in_use(tokens=tokens)


def view_of(row: PaymentMethod) -> MethodView:
    """Return a payment method as it is shown."""
    return MethodView(
        object_id=row.object_id,
        kind=InstrumentKind(row.kind),
        payer_id=row.payer.object_id if row.payer and row.detached_at is None else None,
        brand=row.brand,
        last4=row.last4,
        expiry_month=row.expiry_month,
        expiry_year=row.expiry_year,
        country=row.country,
        fingerprint=row.fingerprint,
        holder_name=row.holder_name,
        metadata=row.metadata,
        created_at=row.created_at,
    )


def _columns(merchant: MerchantRef, new: NewMethod, now: datetime) -> dict[str, Any]:
    details = new.details
    if isinstance(details, CardNumber):
        return _card(merchant, details, now)
    if isinstance(details, SepaDebit):
        return _sepa(merchant, details)
    if isinstance(details, UsBankAccount):
        return _us_account(merchant, details)
    return _own_account(merchant, details)


def _card(merchant: MerchantRef, details: CardNumber, now: datetime) -> dict[str, Any]:
    stored = vault.store_card(
        merchant=merchant.object_id,
        number=details.number,
        expiry_month=details.expiry_month,
        expiry_year=details.expiry_year,
        now=now,
    )
    return {
        "kind": InstrumentKind.CARD,
        "card_token": stored.token,
        "fingerprint": stored.fingerprint,
        "brand": stored.brand.lower(),
        "last4": stored.last4,
        "country": stored.country,
        "expiry_month": details.expiry_month,
        "expiry_year": details.expiry_year,
    }


def _sepa(merchant: MerchantRef, details: SepaDebit) -> dict[str, Any]:
    try:
        iban = IBAN(details.iban, validate_bban=True)
    except SchwiftyException:
        message = "This is no IBAN."
        raise MethodNotUsable(message, field="sepa_debit.iban") from None
    return {
        "kind": InstrumentKind.SEPA_DEBIT,
        "account_details": str(iban),
        "last4": str(iban)[-4:],
        "country": iban.country_code,
        "fingerprint": _fingerprint(merchant, str(iban)),
    }


def _us_account(merchant: MerchantRef, details: UsBankAccount) -> dict[str, Any]:
    if not is_routing_number(details.routing_number):
        message = "This is no routing number."
        raise MethodNotUsable(message, field="us_bank_account.routing_number")
    whole = f"{details.routing_number}/{details.account_number}"
    return {
        "kind": InstrumentKind.US_BANK_ACCOUNT,
        "account_details": whole,
        "last4": details.account_number[-4:],
        "country": "US",
        "fingerprint": _fingerprint(merchant, whole),
    }


def _own_account(merchant: MerchantRef, details: BankcoreAccount) -> dict[str, Any]:
    found = accounts.resolve(account_ids=[details.account_id])[details.account_id]
    return {
        "kind": InstrumentKind.ON_US_ACCOUNT,
        "account_id": details.account_id,
        "last4": str(details.account_id)[-4:],
        "fingerprint": _fingerprint(merchant, str(found.account_id)),
    }


def _fingerprint(merchant: MerchantRef, number: str) -> str:
    return instruments.fingerprint(merchant=merchant.object_id, number=number)


def _locked(merchant: MerchantRef, object_id: str) -> PaymentMethod:
    row = payers.method_locked(merchant=merchant.pk, object_id=object_id)
    if row is None:
        raise _not_found(object_id)
    return row


def _not_found(object_id: str) -> MethodNotFound:
    message = f"There is no payment method {object_id}."
    return MethodNotFound(message)


def _record(actor: Actor, action: str, object_id: str, now: datetime) -> None:
    audit.record(actor=actor, action=action, subject=f"payment_method:{object_id}", at=now)
