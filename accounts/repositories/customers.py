"""Customers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.domain.customer_states import CustomerStatus
from accounts.models import (
    Account,
    CompanyDetails,
    Customer,
    CustomerDocument,
    CustomerStatusChange,
)
from bankcore.crypto import blind_index
from bankcore.db.transactions import requires_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Why a customer's status becomes what it becomes, by whom and when."""

    reason: str
    actor: str
    at: datetime


def add(customer: Customer, *, step: Step) -> Customer:
    """Add a customer with the first row of the history."""
    customer.save(force_insert=True)
    _first(customer, step).save(force_insert=True)
    return customer


def get(*, public_id: UUID) -> Customer | None:
    """Return the customer with this id."""
    return Customer.objects.filter(public_id=public_id).first()


@requires_transaction
def lock_many(public_ids: Sequence[UUID]) -> list[Customer]:
    """Return these customers, locked in the order of their ids.

    The lock leaves rows that only refer to the customer free to be written.
    """
    rows = Customer.objects.filter(public_id__in=public_ids).order_by("id")
    return list(rows.select_for_update(no_key=True))


@requires_transaction
def get_locked(*, public_id: UUID) -> Customer | None:
    """Return the customer with this id, locked."""
    return next(iter(lock_many([public_id])), None)


def known_ids(public_ids: list[UUID]) -> set[UUID]:
    """Return those of these ids that are customers'."""
    found = Customer.objects.filter(public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


def of_user(*, user_id: int) -> Customer | None:
    """Return the customer who logs in as this user."""
    return Customer.objects.filter(user_id=user_id).first()


def add_many(customers: list[Customer], *, step: Step) -> list[Customer]:
    """Add customers, in order, each with the first row of the history."""
    added = Customer.objects.bulk_create(customers, batch_size=1_000)
    CustomerStatusChange.objects.bulk_create(
        [_first(customer, step) for customer in added], batch_size=1_000
    )
    return added


@requires_transaction
def move(
    customer: Customer, to: CustomerStatus, *, step: Step, blocked: Sequence[int] = ()
) -> CustomerStatusChange:
    """Add a row to the history of a locked customer; its trigger sets the customer's status."""
    change = CustomerStatusChange(
        customer=customer,
        from_status=customer.status,
        to_status=to,
        reason=step.reason,
        actor=step.actor,
        at=step.at,
        blocked_accounts=list(blocked),
    )
    change.save(force_insert=True)
    customer.status = to
    return change


def latest_change(customer: Customer, *, to: CustomerStatus) -> CustomerStatusChange | None:
    """Return when the customer last became `to`."""
    return customer.status_changes.filter(to_status=to).order_by("-id").first()


def ledger_accounts(customer: Customer) -> list[int]:
    """Return the ledger accounts of the customer, in the order in which they are locked."""
    rows = Account.objects.filter(customer=customer).order_by("ledger_account_id")
    return list(rows.values_list("ledger_account_id", flat=True))


def find(*, email: str = "", phone: str = "", tin: str = "", number: str = "") -> list[Customer]:
    """Return the customers with exactly these values: of documents and registers, `number`."""
    rows = Customer.objects.order_by("id")
    for value, condition in (
        (email, _contact("EMAIL", email)),
        (phone, _contact("PHONE", phone)),
        (tin, Q(tax_residences__tin_index__in=_indexes(tin, "tin"))),
        (number, _numbered(_indexes(number, "number"))),
    ):
        if value:
            rows = rows.filter(condition)
    return list(rows.distinct()[:100])


def _numbered(indexes: list[bytes]) -> Q:
    """Return who has a document or a register's entry of this number, each found by its index.

    One condition over both would be asked of every customer there is.
    """
    documents = CustomerDocument.objects.filter(number_index__in=indexes).values("customer")
    companies = CompanyDetails.objects.filter(register_number_index__in=indexes).values("customer")
    return Q(pk__in=documents.union(companies))


def _contact(kind: str, value: str) -> Q:
    return Q(contacts__kind=kind, contacts__value_index__in=_indexes(value, "contact"))


def _indexes(value: str, what: str) -> list[bytes]:
    return blind_index.search_values(value, purpose=f"accounts.{what}")


def _first(customer: Customer, step: Step) -> CustomerStatusChange:
    return CustomerStatusChange(
        customer=customer,
        to_status=customer.status,
        reason=step.reason,
        actor=step.actor,
        at=step.at,
    )
