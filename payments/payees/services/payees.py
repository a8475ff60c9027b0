"""A customer's saved payees: saved, renamed, removed, and chosen again when paying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.payees.domain.views import PayeeView
from payments.payees.models import Payee
from payments.payees.repositories import payees
from payments.payees.services import customers

MOST: Final = 200


class PayeeNotFound(BankError):
    """The customer has no such payee."""

    code = "payee_not_found"
    cure = "Choose one of your payees."
    status = 404


class PayeeNameMissing(BankError):
    """A payee has no name."""

    code = "payee_name_missing"
    cure = "Give the name of whom the account belongs to."

    def __init__(self) -> None:
        super().__init__("The payee has no name.", field="name")


class PayeeAlreadySaved(BankError):
    """The customer has a payee with this account."""

    code = "payee_already_saved"
    cure = "Change the one that you have."
    status = 409

    def __init__(self) -> None:
        super().__init__("You have saved a payee with this account already.", field="account")


class TooManyPayees(BankError):
    """The customer has as many payees as the bank keeps for one."""

    code = "too_many_payees"
    cure = "Remove one that you no longer pay."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayee:
    """A payee to be saved; `account` is an IBAN without blanks, or routing/account."""

    name: str
    account: str
    note: str = ""


@needs("payments.make_payment")
def of(*, actor: Actor) -> list[PayeeView]:
    """Return the payees of the customer who is logged in: who was paid last comes first."""
    found = payees.of_customer(customer=customers.key_of(actor), limit=MOST)
    return [_view(row) for row in found]


@needs("payments.make_payment")
def get(*, payee_id: UUID, actor: Actor) -> PayeeView:
    """Return one of the customer's own payees; raises PayeeNotFound."""
    return _view(_found(payee_id, customers.key_of(actor)))


@needs("payments.make_payment")
def find(*, account: str, actor: Actor) -> PayeeView | None:
    """Return the customer's payee with this account, if there is one."""
    row = payees.of_account(customer=customers.key_of(actor), account=account)
    return None if row is None else _view(row)


@needs("payments.make_payment")
@use_case
def save(*, new: NewPayee, actor: Actor, now: datetime) -> PayeeView:
    """Save a payee; raises PayeeNameMissing, PayeeAlreadySaved and TooManyPayees."""
    name = _name(new.name)
    customer = customers.key_of(actor)
    if payees.of_account(customer=customer, account=new.account) is not None:
        raise PayeeAlreadySaved
    if payees.count(customer=customer) >= MOST:
        message = f"You have {MOST} payees, the most that the bank keeps."
        raise TooManyPayees(message)
    row = Payee(
        customer_id=customer,
        name=name,
        account=new.account,
        account_index=payees.index_of(new.account),
        note=new.note.strip(),
        saved_at=now,
    )
    try:
        with transaction.atomic():
            payees.add(row)
    except IntegrityError:
        raise PayeeAlreadySaved from None
    _record("saved", row, actor, now)
    return _view(row)


@needs("payments.make_payment")
@use_case
def rename(*, payee_id: UUID, name: str, note: str, actor: Actor, now: datetime) -> PayeeView:
    """Change a payee's name and note; raises PayeeNotFound and PayeeNameMissing."""
    row = _found(payee_id, customers.key_of(actor))
    row.name, row.note = _name(name), note.strip()
    payees.save_words(row)
    _record("renamed", row, actor, now)
    return _view(row)


@needs("payments.make_payment")
@use_case
def remove(*, payee_id: UUID, actor: Actor, now: datetime) -> None:
    """Remove a payee; payments made to it stay as they are. Raises PayeeNotFound."""
    row = _found(payee_id, customers.key_of(actor))
    _record("removed", row, actor, now)
    payees.remove(row)


@requires_transaction
def mark_paid(*, account: str, user_id: int, now: datetime) -> None:
    """Note that the customer of this log-in has paid to an account, in the use case that pays."""
    customer = customers.key_of_user(user_id)
    if customer is not None:
        payees.mark_paid(customer=customer, account=account, at=now)


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise PayeeNameMissing
    return name


def _found(payee_id: UUID, customer: int) -> Payee:
    row = payees.get(customer=customer, public_id=payee_id)
    if row is None:
        message = "You have no such payee."
        raise PayeeNotFound(message)
    return row


def _view(row: Payee) -> PayeeView:
    return PayeeView(
        payee_id=row.public_id,
        name=row.name,
        account=row.account,
        note=row.note,
        last_paid_at=row.last_paid_at,
    )


def _record(what: str, row: Payee, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"payees.payee.{what}",
        subject=f"payee:{row.public_id}",
        detail={},
        at=now,
    )
