"""Customers as authorities are told of them, many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from accounts.domain import customer_file as words
from accounts.domain.customer_states import CustomerStatus
from accounts.domain.kyc import KycKind, KycResult
from accounts.domain.reported import ReportedCustomer
from accounts.models import Customer
from accounts.models.customer_contact import Address
from accounts.models.customer_tax import TaxResidence, TaxSelfCertification

_OF_HOME = (words.AddressKind.RESIDENTIAL, words.AddressKind.REGISTERED)


def load(*, customer_ids: Sequence[UUID], on: date) -> list[ReportedCustomer]:
    """Return these customers as they were on a day, by a handful of queries."""
    rows = Customer.objects.filter(public_id__in=customer_ids).order_by("id")
    found = rows.select_related("person", "company").prefetch_related(
        "addresses", "tax_residences", "self_certifications", "kyc_checks"
    )
    return [_reported(row, on) for row in found]


def _reported(row: Customer, on: date) -> ReportedCustomer:
    return ReportedCustomer(
        customer_id=row.public_id,
        kind=row.kind,
        name=row.name,
        status=CustomerStatus(row.status),
        is_identified=_is_identified(row, on),
        person=_person(row),
        company=_company(row),
        address=_address(row.addresses.all(), on),
        residences=_residences(row.tax_residences.all(), on),
        certified=_certified(row.self_certifications.all(), on),
    )


def _is_identified(row: Customer, on: date) -> bool:
    """Tell whether the newest check of identity up to the day was passed, whenever it runs out."""
    checks = [
        each
        for each in row.kyc_checks.all()
        if each.kind == KycKind.IDENTITY and each.checked_at.date() <= on
    ]
    newest = max(checks, key=lambda each: each.pk, default=None)
    return newest is not None and newest.result == KycResult.PASSED


def _person(row: Customer) -> words.Person | None:
    try:
        of = row.person
    except ObjectDoesNotExist:
        return None  # taken over without a file
    return words.Person(
        given_name=of.given_name,
        family_name=of.family_name,
        date_of_birth=of.date_of_birth,
        place_of_birth=of.place_of_birth,
        nationality=of.nationality,
    )


def _company(row: Customer) -> words.Company | None:
    try:
        of = row.company
    except ObjectDoesNotExist:
        return None
    return words.Company(
        name=row.name,
        legal_form=of.legal_form,
        register_number=of.register_number,
        incorporated_on=of.incorporated_on,
        lei=of.lei,
        owners_exemption=of.owners_exemption,
    )


def _address(rows: Iterable[Address], on: date) -> words.PostalAddress | None:
    """Return where the customer lived, or was registered, on the day; else where post went."""
    held = [each for each in rows if _holds(each, on)]
    held.sort(key=lambda each: (each.kind not in _OF_HOME, each.pk))
    return next(
        (
            words.PostalAddress(
                kind=words.AddressKind(each.kind),
                street=each.street,
                postcode=each.postcode,
                city=each.city,
                country=each.country,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
            )
            for each in held
        ),
        None,
    )


def _residences(rows: Iterable[TaxResidence], on: date) -> tuple[words.TaxResidence, ...]:
    held = [each for each in rows if _holds(each, on)]
    return tuple(
        words.TaxResidence(
            country=each.country,
            tin=each.tin or "",
            no_tin_reason=each.no_tin_reason,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in sorted(held, key=lambda each: each.country)
    )


def _certified(rows: Iterable[TaxSelfCertification], on: date) -> words.SelfCertification | None:
    newest = max(
        (each for each in rows if each.signed_on <= on), key=lambda each: each.pk, default=None
    )
    if newest is None:
        return None
    return words.SelfCertification(
        signed_on=newest.signed_on,
        us_person=newest.us_person,
        crs_status=words.CrsStatus(newest.crs_status),
    )


def _holds(row: Address | TaxResidence, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on < row.valid_to)
