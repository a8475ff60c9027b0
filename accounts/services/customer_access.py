"""Reaching one customer: to read, to change, and to leave a trail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.domain.customer_states import CustomerStatus
from accounts.domain.events import CustomerNamed
from accounts.domain.views import CustomerView
from accounts.models import Customer
from accounts.repositories import customers
from accounts.services.accounts import CustomerNotFound
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.outbox import public as outbox


def found(customer_id: UUID) -> Customer:
    """Return the customer's row; raises CustomerNotFound."""
    return _there(customers.get(public_id=customer_id), customer_id)


@requires_transaction
def locked(customer_id: UUID) -> Customer:
    """Return the customer's row, locked; raises CustomerNotFound."""
    return _there(customers.get_locked(public_id=customer_id), customer_id)


class CustomerClosed(BankError):
    """A closed customer's file is closed too: it can be read and erased."""

    code = "customer_closed"
    cure = "Take the person or company on as a new customer."
    status = 409


@requires_transaction
def locked_for_change(customer_id: UUID) -> Customer:
    """Return the row of a customer whose file may change.

    Raises CustomerNotFound and CustomerClosed.
    """
    customer = locked(customer_id)
    if customer.status == CustomerStatus.CLOSED:
        message = f"The customer {customer_id} is closed."
        raise CustomerClosed(message)
    return customer


def record(customer: Customer, what: str, *, actor: Actor, at: datetime, **detail: object) -> None:
    """Write into the audit trail what was done to the customer: `detail` has no personal data."""
    audit.record(
        actor=actor,
        action=f"accounts.customer.{what}",
        subject=subject(customer),
        at=at,
        detail=detail,
    )


def tell_of_name(customer: Customer, *, at: datetime) -> None:
    """Tell, in the caller's use case, that the customer or an owner has a name from now on."""
    outbox.publish(
        CustomerNamed(customer_id=str(customer.public_id)),
        subject=subject(customer),
        at=at,
    )


def subject(customer: Customer) -> str:
    """Return how the audit trail and events name the customer."""
    return f"customer:{customer.public_id}"


def view(customer: Customer) -> CustomerView:
    """Return the customer as others see one."""
    return CustomerView(
        customer_id=customer.public_id,
        kind=customer.kind,
        name=customer.name,
        status=CustomerStatus(customer.status),
    )


def _there(customer: Customer | None, customer_id: UUID) -> Customer:
    if customer is None:
        message = f"There is no customer {customer_id}."
        raise CustomerNotFound(message)
    return customer
