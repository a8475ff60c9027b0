"""Applicants, their papers and checks, made through the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from accounts import public as accounts
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

PDF = b"%PDF-1.7\n1 0 obj << /Title (Demo passport) >> endobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 9 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 9 + b"\xff\xd9"
# The example of ISO 17442 check digits that holds by MOD 97-10; it is nobody's in particular.
LEI = "529900T8BM49AURSDO55"


def person(**changes) -> accounts.Person:
    """Return a natural person."""
    return accounts.Person(
        **{
            "given_name": "Demo",
            "family_name": "Person",
            "date_of_birth": date(1984, 2, 29),
            "place_of_birth": "Musterstadt",
            "nationality": "DE",
            **changes,
        }
    )


def company(**changes) -> accounts.Company:
    """Return a company."""
    return accounts.Company(
        **{
            "name": "Demo Company GmbH",
            "legal_form": "GmbH",
            "register_number": "HRB 4711",
            "incorporated_on": date(2001, 5, 1),
            "lei": LEI,
            **changes,
        }
    )


def owner(share: str = "60", **changes) -> accounts.BeneficialOwner:
    """Return a beneficial owner with this share."""
    return accounts.BeneficialOwner(
        **{
            "name": "Demo Owner",
            "date_of_birth": date(1970, 1, 2),
            "nationality": "AT",
            "share": Decimal(share),
            "control": accounts.ControlKind.OWNERSHIP,
            **changes,
        }
    )


def address(**changes) -> accounts.PostalAddress:
    """Return a residential address."""
    return accounts.PostalAddress(
        **{
            "kind": accounts.AddressKind.RESIDENTIAL,
            "street": "Musterweg 5",
            "postcode": "12345",
            "city": "Musterstadt",
            "country": "DE",
            "valid_from": OPENING_DAY,
            **changes,
        }
    )


def document(**changes) -> accounts.NewDocument:
    """Return a passport."""
    return accounts.NewDocument(
        **{
            "kind": accounts.DocumentKind.PASSPORT,
            "file_name": "scan.pdf",
            "content": PDF,
            "number": "C01X 0006H",
            "issuing_country": "DE",
            "expires_on": date(2030, 1, 31),
            **changes,
        }
    )


def prospect(applicant: accounts.Person | accounts.Company | None = None, **more) -> UUID:
    """Begin to take on a customer; returns the id."""
    return accounts.onboard_customer(
        applicant=applicant or person(), actor=TESTER, now=NOW, **more
    ).customer_id


def add_papers(customer_id: UUID, *, tin: str = "12 345 678 903") -> None:
    """Add everything that a person needs to become ACTIVE, and an e-mail address and a phone."""
    given = {"customer_id": customer_id, "actor": TESTER, "now": NOW}
    is_person = accounts.get_customer(customer_id=customer_id).kind == "PERSON"
    kind = accounts.AddressKind.RESIDENTIAL if is_person else accounts.AddressKind.REGISTERED
    accounts.set_address(address=address(kind=kind), **given)
    for contact in (
        accounts.Contact(kind=accounts.ContactKind.EMAIL, value="Demo.Person@example.org"),
        accounts.Contact(kind=accounts.ContactKind.PHONE, value="+49 30 1234567"),
    ):
        accounts.add_contact(contact=contact, **given)
    accounts.set_tax_residence(
        residence=accounts.TaxResidence(country="DE", tin=tin, valid_from=OPENING_DAY), **given
    )
    accounts.record_self_certification(
        certification=accounts.SelfCertification(
            signed_on=OPENING_DAY, us_person=False, crs_status=accounts.CrsStatus.INDIVIDUAL
        ),
        **given,
    )
    for check in (accounts.KycKind.IDENTITY, accounts.KycKind.SCREENING):
        check_passed(customer_id, check)
    accounts.assess_risk(rating=accounts.RiskRating.LOW, reason="Salary only", **given)


def check_passed(customer_id: UUID, kind: accounts.KycKind, **changes) -> None:
    """Record a check that the customer has passed."""
    check = accounts.NewCheck(kind=kind, result=accounts.KycResult.PASSED, **changes)
    accounts.record_kyc_check(customer_id=customer_id, check=check, actor=TESTER, now=NOW)


def upload(customer_id: UUID, **changes):
    """Keep a document of the customer."""
    return accounts.upload_document(
        customer_id=customer_id, document=document(**changes), actor=TESTER, now=NOW
    )


def move(customer_id: UUID, to: accounts.CustomerStatus, *, now=NOW, reason="Asked for"):
    """Move the customer to another status."""
    return accounts.change_customer_status(
        customer_id=customer_id, to=to, reason=reason, actor=TESTER, now=now
    )


def active() -> UUID:
    """Take a person on with all papers and checks, up to ACTIVE; returns the id."""
    customer_id = prospect()
    add_papers(customer_id)
    move(customer_id, accounts.CustomerStatus.PENDING_KYC)
    move(customer_id, accounts.CustomerStatus.ACTIVE)
    return customer_id
