"""Who a customer is: persons, companies, their owners and those near them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accounts.domain import identifiers
from accounts.domain.customer_file import BeneficialOwner, Company, Person, RelatedPerson
from accounts.domain.identifiers import InvalidCustomerData
from accounts.models import BeneficialOwner as OwnerRow
from accounts.models import Customer
from accounts.models import RelatedPerson as RelatedRow
from accounts.repositories import customer_papers as papers
from accounts.repositories import customers
from accounts.services.customer_access import locked_for_change, record, tell_of_name
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.crypto import blind_index
from bankcore.db.transactions import use_case
from bankcore.errors import BankError

WHOLE = Decimal(100)
NUMBER_PURPOSE = "accounts.number"
_EARLIEST_BIRTH = date(1890, 1, 1)


class WrongKindOfCustomer(BankError):
    """A person has no owners and a company no date of birth."""

    code = "wrong_kind_of_customer"
    cure = "Give what belongs to a person or to a company, whichever the customer is."
    status = 409


def kind_and_name(given: Person | Company) -> tuple[Customer.Kind, str]:
    """Return what the customer is before the law, and the name that the customer is shown by."""
    if isinstance(given, Company):
        return Customer.Kind.COMPANY, given.name
    return Customer.Kind.PERSON, f"{given.given_name.strip()} {given.family_name.strip()}"


def put(customer: Customer, given: Person | Company, *, day: date) -> None:
    """Set the details of a locked or new customer, in the caller's use case.

    Raises InvalidCustomerData and WrongKindOfCustomer.
    """
    if isinstance(given, Person):
        _must_be(customer, Customer.Kind.PERSON)
        papers.put_person(customer, asdict(_checked_person(given, day=day)))
        return
    _must_be(customer, Customer.Kind.COMPANY)
    values = asdict(_checked_company(given, day=day))
    del values["name"]
    values["register_number_index"] = blind_index.index_of(
        values["register_number"], purpose=NUMBER_PURPOSE
    )
    papers.put_company(customer, values)


@needs("accounts.onboard_customer")
@use_case
def set_details(*, customer_id: UUID, given: Person | Company, actor: Actor, now: datetime) -> None:
    """Correct who the customer is, the name too.

    Raises CustomerNotFound, InvalidCustomerData and WrongKindOfCustomer.
    """
    customer = locked_for_change(customer_id)
    put(customer, given, day=now.date())
    _, name = kind_and_name(given)
    papers.rename(customer, identifiers.text(name, field="name", longest=140))
    record(customer, "details_set", actor=actor, at=now)
    tell_of_name(customer, at=now)


class OwnersExceedWhole(BankError):
    """The shares of a company's beneficial owners sum to at most 100 percent."""

    code = "owners_exceed_whole"
    cure = "Remove or correct an owner first."
    status = 409


@needs("accounts.onboard_customer")
@use_case
def add_beneficial_owner(
    *, customer_id: UUID, owner: BeneficialOwner, actor: Actor, now: datetime
) -> int:
    """Add an owner of a company; returns the owner's number.

    Raises CustomerNotFound, WrongKindOfCustomer, InvalidCustomerData and OwnersExceedWhole.
    """
    customer = locked_for_change(customer_id)
    _must_be(customer, Customer.Kind.COMPANY)
    checked = _checked_owner(owner, day=now.date())
    if papers.owned_share(customer) + checked.share > WHOLE:
        message = "The owners' shares would sum to more than 100 percent."
        raise OwnersExceedWhole(message, field="share")
    row = papers.add(OwnerRow(customer=customer, recorded_at=now, **asdict(checked)))
    record(customer, "owner_added", actor=actor, at=now, share=str(checked.share))
    tell_of_name(customer, at=now)
    return row.pk


class OwnerNotFound(BankError):
    """The company has no such beneficial owner."""

    code = "owner_not_found"
    cure = "Check the owner's number."
    status = 404


@needs("accounts.onboard_customer")
@use_case
def remove_beneficial_owner(
    *, customer_id: UUID, owner_id: int, actor: Actor, now: datetime
) -> None:
    """Remove an owner; raises CustomerNotFound and OwnerNotFound."""
    customer = locked_for_change(customer_id)
    if not papers.remove_owner(customer, owner_id):
        message = f"The company has no owner {owner_id}."
        raise OwnerNotFound(message)
    record(customer, "owner_removed", actor=actor, at=now, owner=owner_id)


@needs("accounts.onboard_customer")
@use_case
def add_related_person(
    *, customer_id: UUID, person: RelatedPerson, actor: Actor, now: datetime
) -> None:
    """Add somebody near the customer; raises CustomerNotFound and InvalidCustomerData."""
    customer = locked_for_change(customer_id)
    related = None
    if person.customer_id is not None:
        related = customers.get(public_id=person.customer_id)
        if related is None or related.pk == customer.pk:
            message = "The related person is no other customer of the bank."
            raise InvalidCustomerData(message, field="customer_id")
    papers.add(
        RelatedRow(
            customer=customer,
            name=identifiers.text(person.name, field="name", longest=140),
            relation=person.relation,
            related_customer=related,
            recorded_at=now,
        )
    )
    record(customer, "related_person_added", actor=actor, at=now)


def _checked_person(person: Person, *, day: date) -> Person:
    return Person(
        given_name=identifiers.text(person.given_name, field="given_name", longest=70),
        family_name=identifiers.text(person.family_name, field="family_name", longest=70),
        date_of_birth=_past(person.date_of_birth, "date_of_birth", day=day),
        place_of_birth=identifiers.text(person.place_of_birth, field="place_of_birth", longest=70),
        nationality=identifiers.country(person.nationality, field="nationality"),
    )


def _checked_company(company: Company, *, day: date) -> Company:
    return replace(
        company,
        legal_form=identifiers.text(company.legal_form, field="legal_form", longest=40),
        register_number=identifiers.text(
            company.register_number, field="register_number", longest=60
        ),
        incorporated_on=_past(company.incorporated_on, "incorporated_on", day=day, earliest=None),
        lei=identifiers.lei(company.lei) if company.lei.strip() else "",
        owners_exemption=identifiers.text(
            company.owners_exemption, field="owners_exemption", longest=200, empty=True
        ),
    )


def _checked_owner(owner: BeneficialOwner, *, day: date) -> BeneficialOwner:
    share = owner.share
    if not share.is_finite() or not 0 <= share <= WHOLE or share != round(share, 2):
        message = "A share is 0 to 100 percent, with at most two decimals."
        raise InvalidCustomerData(message, field="share")
    return BeneficialOwner(
        name=identifiers.text(owner.name, field="name", longest=140),
        date_of_birth=_past(owner.date_of_birth, "date_of_birth", day=day),
        nationality=identifiers.country(owner.nationality, field="nationality"),
        share=share,
        control=owner.control,
    )


def _past(value: date, field: str, *, day: date, earliest: date | None = _EARLIEST_BIRTH) -> date:
    if value > day or (earliest is not None and value < earliest):
        message = f"The {field.replace('_', ' ')} cannot be right."
        raise InvalidCustomerData(message, field=field)
    return value


def _must_be(customer: Customer, kind: Customer.Kind) -> None:
    if customer.kind != kind:
        message = f"The customer is a {customer.kind.lower()}, not a {kind.lower()}."
        raise WrongKindOfCustomer(message)
