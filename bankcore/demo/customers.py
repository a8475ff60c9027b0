"""The demo bank's applicants: taken on up to ACTIVE, waiting for papers, or gone again."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo.bank import demo_id
from bankcore.demo.day import Day
from bankcore.errors import BankError

_ACTOR = Actor.system("demo-day")
_S = accounts.CustomerStatus
# A PDF of one comment, plainly made up; what it is of makes each one another.
_SCAN: Final = "%PDF-1.4\n% A demonstration, not a real document: {}\n%%EOF\n"


def applicants(day: Day) -> None:
    """Take a person on up to ACTIVE, let a company wait for its owners, see one person go.

    Each has an id of the day, so that a day resumed after a crash takes nobody on twice.
    """
    person = _applicant(day, _person(f"Applicant {day.day:%y%m%d}"))
    complete_file(customer_id=person, day=day.day, now=day.now)
    _move(day, person, _S.PROSPECT, _S.PENDING_KYC)
    _move(day, person, _S.PENDING_KYC, _S.ACTIVE)
    company = _applicant(day, _company(f"Demo Applicant {day.day:%y%m%d} GmbH"))
    _move(day, company, _S.PROSPECT, _S.PENDING_KYC)
    with contextlib.suppress(BankError):  # nobody has named its owners yet
        _move(day, company, _S.PENDING_KYC, _S.ACTIVE)
    gone = _applicant(day, _person(f"Visitor {day.day:%y%m%d}"))
    _move(day, gone, _S.PROSPECT, _S.CLOSED)


def complete_file(*, customer_id: UUID, day: date, now: datetime) -> None:
    """Give a person all papers and checks, unless they are there; the rating comes last."""
    told = accounts.customer_file(customer_id=customer_id)
    if told.risk_rating is not None:
        return
    by: dict[str, Any] = {"customer_id": customer_id, "actor": _ACTOR, "now": now}
    if told.person is None:
        accounts.set_customer_details(given=_person(told.name.removeprefix("Demo ")), **by)
    _reached(by, name=str(customer_id)[:8], day=day)
    _taxed(by, day=day)
    _identified(by, name=told.name, day=day)
    for kind in (accounts.KycKind.IDENTITY, accounts.KycKind.SCREENING):
        check = accounts.NewCheck(kind=kind, result=accounts.KycResult.PASSED)
        accounts.record_kyc_check(check=check, **by)
    accounts.assess_risk(rating=accounts.RiskRating.LOW, reason="Salary only", **by)


def _reached(by: dict[str, Any], *, name: str, day: date) -> None:
    address = accounts.PostalAddress(
        kind=accounts.AddressKind.RESIDENTIAL,
        street="Musterweg 5",
        postcode="12345",
        city="Musterstadt",
        country="DE",
        valid_from=day,
    )
    accounts.set_address(address=address, **by)
    email = accounts.Contact(kind=accounts.ContactKind.EMAIL, value=f"{name}@example.org")
    with contextlib.suppress(BankError):  # there already: the day was resumed
        accounts.add_contact(contact=email, **by)


def _taxed(by: dict[str, Any], *, day: date) -> None:
    residence = accounts.TaxResidence(
        country="DE", no_tin_reason="A demonstration has no tax number", valid_from=day
    )
    accounts.set_tax_residence(residence=residence, **by)
    certification = accounts.SelfCertification(
        signed_on=by["now"].date(), us_person=False, crs_status=accounts.CrsStatus.INDIVIDUAL
    )
    accounts.record_self_certification(certification=certification, **by)


def _identified(by: dict[str, Any], *, name: str, day: date) -> None:
    """Keep an identity card that expires in two months: end of day reminds of it."""
    scan = accounts.NewDocument(
        kind=accounts.DocumentKind.IDENTITY_CARD,
        file_name="identity-card.pdf",
        content=_SCAN.format(name).encode(),
        issuing_country="DE",
        expires_on=day + timedelta(days=60),
    )
    with contextlib.suppress(BankError):  # there already: the day was resumed
        accounts.upload_document(document=scan, **by)


def _applicant(day: Day, applicant: accounts.Person | accounts.Company) -> UUID:
    name = applicant.name if isinstance(applicant, accounts.Company) else applicant.family_name
    customer_id = demo_id(f"applicant/{name}")
    if not accounts.has_customer(customer_id=customer_id):
        accounts.onboard_customer(
            applicant=applicant, customer_id=customer_id, actor=_ACTOR, now=day.now
        )
    return customer_id


def _move(
    day: Day, customer_id: UUID, before: accounts.CustomerStatus, to: accounts.CustomerStatus
) -> None:
    if accounts.get_customer(customer_id=customer_id).status is before:
        accounts.change_customer_status(
            customer_id=customer_id, to=to, reason="Demo", actor=_ACTOR, now=day.now
        )


def _person(family_name: str) -> accounts.Person:
    return accounts.Person(
        given_name="Demo",
        family_name=family_name,
        date_of_birth=date(1984, 2, 29),
        place_of_birth="Musterstadt",
        nationality="DE",
    )


def _company(name: str) -> accounts.Company:
    return accounts.Company(
        name=name,
        legal_form="GmbH",
        register_number=f"HRB {name}",
        incorporated_on=date(2001, 5, 1),
    )
