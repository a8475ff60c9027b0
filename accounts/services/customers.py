"""Taking customers on, and finding them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from accounts.domain import identifiers
from accounts.domain.customer_file import Company, Person
from accounts.domain.customer_states import CustomerStatus
from accounts.domain.views import CustomerView
from accounts.models import Customer
from accounts.repositories import customers
from accounts.services import customer_details
from accounts.services.customer_access import found, record, tell_of_name, view
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError

LONGEST_NAME = 140
_REGISTERED = "Registered by the bank"
_ONBOARDING = "Applied to become a customer"


class InvalidName(BankError):
    """A customer has a name of 1 to 140 characters, without control characters."""

    code = "invalid_name"
    cure = "Give the name as the customer writes it."


@needs("accounts.onboard_customer")
@use_case
def register(
    *,
    kind: str,
    name: str,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
    customer_id: UUID | None = None,
    status: CustomerStatus = CustomerStatus.ACTIVE,
) -> CustomerView:
    """Take on a customer whom the bank knows already: a PERSON or a COMPANY.

    Raises InvalidName and ValueError.
    """
    customer = customers.add(
        Customer(
            public_id=customer_id or uuid4(),
            kind=Customer.Kind(kind),
            name=_checked(name),
            user_id=user_id,
            registered_at=now,
            branch_code=actor.rights.branch_code,
            status=CustomerStatus(status),
        ),
        step=customers.Step(reason=_REGISTERED, actor=str(actor), at=now),
    )
    record(customer, "registered", actor=actor, at=now)
    tell_of_name(customer, at=now)
    return view(customer)


class CustomerExists(BankError):
    """There is a customer with this id."""

    code = "customer_exists"
    cure = "Read the customer: the same request may have come before."
    status = 409


@needs("accounts.onboard_customer")
@use_case
def onboard(
    *,
    applicant: Person | Company,
    actor: Actor,
    now: datetime,
    customer_id: UUID | None = None,
    user_id: int | None = None,
) -> CustomerView:
    """Begin to take a person or a company on, as a PROSPECT.

    Papers and checks are added, then `submit_for_kyc` and `approve` lead to ACTIVE. Raises
    InvalidName, InvalidCustomerData and CustomerExists.
    """
    if customer_id is not None and exists(customer_id=customer_id):
        message = f"There is a customer {customer_id} already."
        raise CustomerExists(message, field="customer_id")
    kind, name = customer_details.kind_and_name(applicant)
    customer = customers.add(
        Customer(
            public_id=customer_id or uuid4(),
            kind=kind,
            name=_checked(name),
            user_id=user_id,
            registered_at=now,
            branch_code=actor.rights.branch_code,
            status=CustomerStatus.PROSPECT,
        ),
        step=customers.Step(reason=_ONBOARDING, actor=str(actor), at=now),
    )
    customer_details.put(customer, applicant, day=now.date())
    record(customer, "onboarded", actor=actor, at=now)
    tell_of_name(customer, at=now)
    return view(customer)


@needs("accounts.onboard_customer")
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
                branch_code=actor.rights.branch_code,
            )
            for customer_id, name in names.items()
            if customer_id not in known
        ],
        step=customers.Step(reason=_REGISTERED, actor=str(actor), at=now),
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


def get(*, customer_id: UUID) -> CustomerView:
    """Return the customer; raises CustomerNotFound."""
    return view(found(customer_id))


def of_user(*, user_id: int) -> CustomerView | None:
    """Return the customer who logs in as this user, if there is one."""
    customer = customers.of_user(user_id=user_id)
    return None if customer is None else view(customer)


def find(
    *, email: str = "", phone: str = "", tin: str = "", number: str = ""
) -> list[CustomerView]:
    """Return up to 100 customers with exactly these values; without any, none.

    `number` is that of a document or of a company's register. Case and spaces do not matter.
    Raises InvalidCustomerData for a phone number that is none.
    """
    if not (email or phone or tin or number):
        return []
    phone = identifiers.phone(phone) if phone else ""
    return [view(each) for each in customers.find(email=email, phone=phone, tin=tin, number=number)]


def _checked(name: str) -> str:
    clean = name.strip()
    if not 0 < len(clean) <= LONGEST_NAME or not clean.isprintable():
        message = "The name is empty, too long or has control characters."
        raise InvalidName(message, field="name")
    return clean
