"""What the bank holds about one customer: given in and told out in these terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from accounts.domain.customer_states import CustomerStatus
from accounts.domain.kyc import KycKind, KycResult, RiskRating


class AddressKind(StrEnum):
    """What an address is for."""

    RESIDENTIAL = "RESIDENTIAL"
    POSTAL = "POSTAL"
    REGISTERED = "REGISTERED"


class ContactKind(StrEnum):
    """How a customer is reached."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"


class ControlKind(StrEnum):
    """How a beneficial owner controls a company."""

    OWNERSHIP = "OWNERSHIP"
    VOTING_RIGHTS = "VOTING_RIGHTS"
    OTHER_MEANS = "OTHER_MEANS"
    SENIOR_MANAGER = "SENIOR_MANAGER"


class Relation(StrEnum):
    """What a related person is to the customer."""

    SPOUSE = "SPOUSE"
    PARENT = "PARENT"
    CHILD = "CHILD"
    GUARDIAN = "GUARDIAN"
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE"
    DIRECTOR = "DIRECTOR"
    OTHER = "OTHER"


class CrsStatus(StrEnum):
    """What an account holder is under the OECD's Common Reporting Standard."""

    INDIVIDUAL = "INDIVIDUAL"
    ACTIVE_NFE = "ACTIVE_NFE"
    PASSIVE_NFE = "PASSIVE_NFE"
    FINANCIAL_INSTITUTION = "FINANCIAL_INSTITUTION"
    EXEMPT = "EXEMPT"


class DocumentKind(StrEnum):
    """What a document proves."""

    PASSPORT = "PASSPORT"
    IDENTITY_CARD = "IDENTITY_CARD"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    REGISTER_EXTRACT = "REGISTER_EXTRACT"
    PROOF_OF_ADDRESS = "PROOF_OF_ADDRESS"
    SOURCE_OF_FUNDS = "SOURCE_OF_FUNDS"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A natural person; nationality as ISO 3166-1 alpha-2."""

    given_name: str
    family_name: str
    date_of_birth: date
    place_of_birth: str
    nationality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A legal entity. `owners_exemption` says why it need not name beneficial owners, if so."""

    name: str
    legal_form: str
    register_number: str
    incorporated_on: date
    lei: str = ""
    owners_exemption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """An address from `valid_from` on, until before `valid_to`."""

    kind: AddressKind
    street: str
    postcode: str
    city: str
    country: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An e-mail address, or a phone number in E.164; `marketing`: held for advertising only."""

    kind: ContactKind
    value: str
    marketing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxResidence:
    """Where the customer is taxed, and under which number; or why there is none."""

    country: str
    valid_from: date
    tin: str = ""
    no_tin_reason: str = ""
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCertification:
    """What the customer declared under FATCA and CRS."""

    signed_on: date
    us_person: bool
    crs_status: CrsStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficialOwner:
    """Who owns or controls a company; `share` in percent, 0 to 100."""

    name: str
    date_of_birth: date
    nationality: str
    share: Decimal
    control: ControlKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPerson:
    """Somebody near the customer, perhaps a customer as well."""

    name: str
    relation: Relation
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A file to be kept, with what it says of itself."""

    kind: DocumentKind
    file_name: str
    content: bytes
    number: str = ""
    issuing_country: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A kept document without its content; `sha256` of the content, in hex."""

    document_id: UUID
    kind: DocumentKind
    file_name: str
    media_type: str
    size: int
    sha256: str
    number: str
    issuing_country: str
    expires_on: date | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KycCheckView:
    """A check that staff made."""

    kind: KycKind
    result: KycResult
    checked_by: str
    checked_at: datetime
    valid_until: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskAssessmentView:
    """How risky the bank found the customer, and when it looks again."""

    rating: RiskRating
    assessed_on: date
    review_on: date
    reason: str
    assessed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChangeView:
    """One step in the life of a customer; `before` is None for the first."""

    before: CustomerStatus | None
    after: CustomerStatus
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """Everything about a customer that is not on accounts: oldest first."""

    customer_id: UUID
    kind: str
    name: str
    status: CustomerStatus
    registered_at: datetime
    risk_rating: RiskRating | None
    review_on: date | None
    erased_at: datetime | None
    person: Person | None
    company: Company | None
    addresses: tuple[PostalAddress, ...]
    contacts: tuple[Contact, ...]
    tax_residences: tuple[TaxResidence, ...]
    self_certifications: tuple[SelfCertification, ...]
    beneficial_owners: tuple[BeneficialOwner, ...]
    related_persons: tuple[RelatedPerson, ...]
    documents: tuple[DocumentView, ...]
    kyc_checks: tuple[KycCheckView, ...]
    risk_assessments: tuple[RiskAssessmentView, ...]
    status_changes: tuple[StatusChangeView, ...]

    def as_told_to_the_customer(self) -> CustomerFile:
        """Return the file without what would tip a customer off: screening, rating, reasons.

        Directive (EU) 2015/849, Articles 39 and 41(4): neither that a suspicion is looked into nor
        what would show it is told; staff answer such a request by hand.
        """
        told = (KycKind.IDENTITY, KycKind.ADDRESS)
        return replace(
            self,
            risk_rating=None,
            review_on=None,
            risk_assessments=(),
            kyc_checks=tuple(
                replace(each, note="") for each in self.kyc_checks if each.kind in told
            ),
            status_changes=tuple(replace(each, reason="") for each in self.status_changes),
        )
