"""Customers as reports to the authority name them, from their files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from risk.crime.domain.fincen import Filer, Party

_HOME: Final = (accounts.AddressKind.RESIDENTIAL, accounts.AddressKind.REGISTERED)


def filer() -> Filer:
    """Return the bank, as it files."""
    return Filer(**settings.FINCEN_FILER)


def party(*, customer_id: UUID, ibans: Sequence[str]) -> Party:
    """Return a customer with the accounts that are reported; raises accounts.CustomerNotFound."""
    file = accounts.customer_file(customer_id=customer_id)
    person = file.person
    current = [each for each in file.addresses if each.valid_to is None]
    address = next((each for each in current if each.kind in _HOME), None)
    phones = [each.value for each in file.contacts if each.kind is accounts.ContactKind.PHONE]
    numbers = [each.tin for each in file.tax_residences if each.tin and each.valid_to is None]
    last, first = _names(file)
    return Party(
        is_entity=file.kind == "COMPANY",
        last_name=last,
        first_name=first,
        born=person.date_of_birth if person else None,
        street=address.street if address else "",
        city=address.city if address else "",
        postcode=address.postcode if address else "",
        country=address.country if address else "",
        phone=next(iter(phones), ""),
        tax_number=next(iter(numbers), ""),
        accounts=tuple(ibans),
    )


def _names(file: accounts.CustomerFile) -> tuple[str, str]:
    """Return last and first name; a company has only the first of these."""
    if file.person is not None:
        return file.person.family_name, file.person.given_name
    if file.kind == "COMPANY":
        return file.name, ""
    first, _, last = file.name.rpartition(" ")
    return last, first


def ibans_of(account_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the numbers of accounts."""
    known = accounts.known_accounts(account_ids=list(account_ids))
    return {account_id: each.iban for account_id, each in known.items()}
