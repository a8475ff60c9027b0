"""Where customers live and how they are reached."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.domain import identifiers
from accounts.domain.customer_file import Contact, ContactKind, PostalAddress
from accounts.domain.identifiers import InvalidCustomerData
from accounts.models import Address, ContactPoint
from accounts.repositories import customer_papers as papers
from accounts.services.customer_access import locked_for_change, record
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.crypto import blind_index
from bankcore.db.transactions import use_case
from bankcore.errors import BankError

PURPOSE = "accounts.contact"


@needs("accounts.onboard_customer")
@use_case
def set_address(*, customer_id: UUID, address: PostalAddress, actor: Actor, now: datetime) -> None:
    """Let the customer have this address from its `valid_from` on; the one of before ends there.

    An address that begins on the day on which the one of before began corrects it. Raises
    CustomerNotFound, CustomerClosed and InvalidCustomerData.
    """
    customer = locked_for_change(customer_id)
    row = Address(
        customer=customer,
        kind=address.kind,
        street=identifiers.text(address.street, field="street", longest=140),
        postcode=identifiers.text(address.postcode, field="postcode", longest=16, empty=True),
        city=identifiers.text(address.city, field="city", longest=70),
        country=identifiers.country(address.country),
        valid_from=address.valid_from,
    )
    before = papers.current_address(customer, address.kind)
    if before is not None:
        if before.valid_from > address.valid_from:
            message = "The customer has an address of this kind that begins later."
            raise InvalidCustomerData(message, field="valid_from")
        papers.end(before, day=address.valid_from)
    papers.add(row)
    record(customer, "address_set", actor=actor, at=now, kind=address.kind)


class ContactAlreadyThere(BankError):
    """The customer has this e-mail address or phone number already."""

    code = "contact_already_there"
    cure = "Nothing need be done."
    status = 409


@needs("accounts.onboard_customer")
@use_case
def add_contact(*, customer_id: UUID, contact: Contact, actor: Actor, now: datetime) -> None:
    """Add an e-mail address, or a phone number, which is kept as E.164.

    Raises CustomerNotFound, CustomerClosed, InvalidCustomerData and ContactAlreadyThere.
    """
    customer = locked_for_change(customer_id)
    value = checked(contact.kind, contact.value)
    if papers.has_contact(customer, contact.kind, _searched(value)):
        message = "The customer has this contact already."
        raise ContactAlreadyThere(message, field="value")
    papers.add(
        ContactPoint(
            customer=customer,
            kind=contact.kind,
            value=value,
            value_index=blind_index.index_of(value, purpose=PURPOSE),
            marketing=contact.marketing,
            recorded_at=now,
        )
    )
    record(customer, "contact_added", actor=actor, at=now, kind=contact.kind)


class ContactNotFound(BankError):
    """The customer has no such e-mail address or phone number."""

    code = "contact_not_found"
    cure = "Look at the customer's contacts."
    status = 404


@needs("accounts.onboard_customer")
@use_case
def remove_contact(*, customer_id: UUID, contact: Contact, actor: Actor, now: datetime) -> None:
    """Remove an e-mail address or a phone number.

    Raises CustomerNotFound, CustomerClosed, InvalidCustomerData and ContactNotFound.
    """
    customer = locked_for_change(customer_id)
    value = checked(contact.kind, contact.value)
    if not papers.remove_contacts(customer, contact.kind, _searched(value)):
        message = "The customer has no such contact."
        raise ContactNotFound(message, field="value")
    record(customer, "contact_removed", actor=actor, at=now, kind=contact.kind)


def mail_addresses(*, customer_id: UUID) -> list[str]:
    """Return where the bank writes to a customer: no addresses held for advertising only."""
    return papers.mail_addresses(customer_id)


def checked(kind: ContactKind, value: str) -> str:
    """Return the contact as it is kept; raises InvalidCustomerData."""
    return identifiers.email(value) if kind is ContactKind.EMAIL else identifiers.phone(value)


def _searched(value: str) -> list[bytes]:
    return blind_index.search_values(value, purpose=PURPOSE)
