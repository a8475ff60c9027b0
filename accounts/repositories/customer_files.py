"""Everything about one customer, read from the database."""

from __future__ import annotations

from accounts.domain import customer_file as words
from accounts.domain.customer_states import CustomerStatus
from accounts.domain.kyc import Check, KycKind, KycResult, Readiness, RiskRating
from accounts.models import (
    CompanyDetails,
    Customer,
    CustomerDocument,
    PersonDetails,
)


def load(customer: Customer) -> words.CustomerFile:
    """Return the customer's whole file, without accounts and the documents' contents."""
    return words.CustomerFile(
        customer_id=customer.public_id,
        kind=customer.kind,
        name=customer.name,
        status=CustomerStatus(customer.status),
        registered_at=customer.registered_at,
        risk_rating=None if customer.risk_rating is None else RiskRating(customer.risk_rating),
        review_on=customer.review_on,
        erased_at=customer.erased_at,
        person=_person(customer),
        company=_company(customer),
        addresses=_addresses(customer),
        contacts=tuple(
            words.Contact(
                kind=words.ContactKind(row.kind), value=row.value, marketing=row.marketing
            )
            for row in customer.contacts.order_by("id")
        ),
        tax_residences=_tax_residences(customer),
        self_certifications=tuple(
            words.SelfCertification(
                signed_on=row.signed_on,
                us_person=row.us_person,
                crs_status=words.CrsStatus(row.crs_status),
            )
            for row in customer.self_certifications.order_by("id")
        ),
        beneficial_owners=_owners(customer),
        related_persons=_related(customer),
        documents=tuple(view_of(row) for row in customer.documents.order_by("id")),
        kyc_checks=_kyc_checks(customer),
        risk_assessments=_assessments(customer),
        status_changes=_status_changes(customer),
    )


def readiness(customer: Customer) -> Readiness:
    """Return what is known of a customer who wants to become ACTIVE."""
    is_company = customer.kind == Customer.Kind.COMPANY
    person, company = _person(customer), _company(customer)
    kinds = ["REGISTERED"] if is_company else ["RESIDENTIAL"]
    residences = customer.tax_residences.filter(valid_to=None)
    declared = customer.self_certifications.order_by("-id").first()
    latest = customer.kyc_checks.order_by("kind", "-id").distinct("kind")
    return Readiness(
        is_company=is_company,
        has_details=(company if is_company else person) is not None,
        has_address=customer.addresses.filter(kind__in=kinds, valid_to=None).exists(),
        has_tax_residence=residences.exists(),
        has_self_certification=declared is not None,
        lacks_us_tin=declared is not None
        and declared.us_person
        and not residences.filter(country="US", tin__isnull=False).exists(),
        has_owner_or_exemption=customer.owners.exists()
        or (company is not None and bool(company.owners_exemption)),
        rating=None if customer.risk_rating is None else RiskRating(customer.risk_rating),
        checks=tuple(
            Check(kind=KycKind(row.kind), result=KycResult(row.result), valid_until=row.valid_until)
            for row in latest
        ),
    )


def view_of(row: CustomerDocument) -> words.DocumentView:
    """Return the document without its content."""
    return words.DocumentView(
        document_id=row.public_id,
        kind=words.DocumentKind(row.kind),
        file_name=row.file_name,
        media_type=row.media_type,
        size=row.size,
        sha256=bytes(row.sha256).hex(),
        number=row.number or "",
        issuing_country=row.issuing_country,
        expires_on=row.expires_on,
        uploaded_at=row.uploaded_at,
    )


def _person(customer: Customer) -> words.Person | None:
    row = PersonDetails.objects.filter(customer=customer).first()
    if row is None:
        return None
    return words.Person(
        given_name=row.given_name,
        family_name=row.family_name,
        date_of_birth=row.date_of_birth,
        place_of_birth=row.place_of_birth,
        nationality=row.nationality,
    )


def _company(customer: Customer) -> words.Company | None:
    row = CompanyDetails.objects.filter(customer=customer).first()
    if row is None:
        return None
    return words.Company(
        name=customer.name,
        legal_form=row.legal_form,
        register_number=row.register_number,
        incorporated_on=row.incorporated_on,
        lei=row.lei,
        owners_exemption=row.owners_exemption,
    )


def _addresses(customer: Customer) -> tuple[words.PostalAddress, ...]:
    return tuple(
        words.PostalAddress(
            kind=words.AddressKind(row.kind),
            street=row.street,
            postcode=row.postcode,
            city=row.city,
            country=row.country,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in customer.addresses.order_by("id")
    )


def _tax_residences(customer: Customer) -> tuple[words.TaxResidence, ...]:
    return tuple(
        words.TaxResidence(
            country=row.country,
            tin=row.tin or "",
            no_tin_reason=row.no_tin_reason,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in customer.tax_residences.order_by("id")
    )


def _owners(customer: Customer) -> tuple[words.BeneficialOwner, ...]:
    return tuple(
        words.BeneficialOwner(
            name=row.name,
            date_of_birth=row.date_of_birth,
            nationality=row.nationality,
            share=row.share,
            control=words.ControlKind(row.control),
        )
        for row in customer.owners.order_by("id")
    )


def _related(customer: Customer) -> tuple[words.RelatedPerson, ...]:
    return tuple(
        words.RelatedPerson(
            name=row.name,
            relation=words.Relation(row.relation),
            customer_id=None if row.related_customer is None else row.related_customer.public_id,
        )
        for row in customer.related_persons.select_related("related_customer").order_by("id")
    )


def _kyc_checks(customer: Customer) -> tuple[words.KycCheckView, ...]:
    return tuple(
        words.KycCheckView(
            kind=KycKind(row.kind),
            result=KycResult(row.result),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
            valid_until=row.valid_until,
            note=row.note or "",
        )
        for row in customer.kyc_checks.order_by("id")
    )


def _assessments(customer: Customer) -> tuple[words.RiskAssessmentView, ...]:
    return tuple(
        words.RiskAssessmentView(
            rating=RiskRating(row.rating),
            assessed_on=row.assessed_on,
            review_on=row.review_on,
            reason=row.reason,
            assessed_by=row.assessed_by,
        )
        for row in customer.risk_assessments.order_by("id")
    )


def _status_changes(customer: Customer) -> tuple[words.StatusChangeView, ...]:
    return tuple(
        words.StatusChangeView(
            before=None if row.from_status is None else CustomerStatus(row.from_status),
            after=CustomerStatus(row.to_status),
            reason=row.reason,
            actor=row.actor,
            at=row.at,
        )
        for row in customer.status_changes.order_by("id")
    )
