"""What authorities are told of a customer: who they are, where they live and are taxed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.domain.customer_file import (
    Company,
    Person,
    PostalAddress,
    SelfCertification,
    TaxResidence,
)
from accounts.domain.customer_states import CustomerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedCustomer:
    """A customer as of a day: address, tax residences and the newest declaration that held then.

    `is_identified`: staff have found who the customer is, or a company's register says so.
    """

    customer_id: UUID
    kind: str
    name: str
    status: CustomerStatus
    is_identified: bool
    person: Person | None
    company: Company | None
    address: PostalAddress | None
    residences: tuple[TaxResidence, ...]
    certified: SelfCertification | None
