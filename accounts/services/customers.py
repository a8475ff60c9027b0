"""Taking customers on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from accounts.domain.views import CustomerView
from accounts.models import Customer
from accounts.repositories import customers
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError

LONGEST_NAME = 140


class InvalidName(BankError):
    """A customer has a name of 1 to 140 characters, without control characters."""

    code = "invalid_name"
    cure = "Give the name as the customer writes it."


@use_case
def register(
    *,
    kind: str,
    name: str,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
    customer_id: UUID | None = None,
) -> CustomerView:
    """Take on a customer: a PERSON or a COMPANY. Raises InvalidName and ValueError."""
    customer = customers.add(
        Customer(
            public_id=customer_id or uuid4(),
            kind=Customer.Kind(kind),
            name=_checked(name),
            user_id=user_id,
            registered_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="accounts.customer.registered",
        subject=f"customer:{customer.public_id}",
        at=now,
    )
    return view(customer)


@use_case
def register_many(*, kind: str, names: Mapping[UUID, str], actor: Actor, now: datetime) -> int:
    """Take on many customers by id at once, as an import does; returns how many were new.

    A customer who exists stays unchanged. Raises InvalidName for the first bad name.
    """
    known = customers.known_ids(list(names))
    added = customers.add_many(
        [
            Customer(
                public_id=customer_id,
                kind=Customer.Kind(kind),
                name=_checked(name),
                registered_at=now,
            )
            for customer_id, name in names.items()
            if customer_id not in known
        ]
    )
    if added:
        audit.record(
            actor=actor,
            action="accounts.customers.registered",
            subject=f"{len(added)} customers",
            at=now,
        )
    return len(added)


def exists(*, customer_id: UUID) -> bool:
    """Return whether there is a customer with this id."""
    return customers.get(public_id=customer_id) is not None


def of_user(*, user_id: int) -> CustomerView | None:
    """Return the customer who logs in as this user, if there is one."""
    customer = customers.of_user(user_id=user_id)
    return None if customer is None else view(customer)


def view(customer: Customer) -> CustomerView:
    """Return the customer as others see one."""
    return CustomerView(customer_id=customer.public_id, kind=customer.kind, name=customer.name)


def _checked(name: str) -> str:
    clean = name.strip()
    if not 0 < len(clean) <= LONGEST_NAME or not clean.isprintable():
        message = "The name is empty, too long or has control characters."
        raise InvalidName(message, field="name")
    return clean
