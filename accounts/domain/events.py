"""What accounts tells of: customers and their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bankcore.outbox.domain.schemas import Code, Day, Example, Happened, Uuid, event

_CUSTOMER = "customer:0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"


@event("accounts.customer_status_changed", subject=_CUSTOMER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerStatusChanged(Happened):
    """A customer came into another status."""

    customer_id: Annotated[Uuid, "The customer."]
    before: Annotated[Code, "The status until now.", Example("PENDING_KYC")]
    after: Annotated[Code, "The status from now on.", Example("ACTIVE")]


@event("accounts.customer_named", subject=_CUSTOMER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNamed(Happened):
    """A customer, or an owner of one, has a name that the bank did not know before."""

    customer_id: Annotated[Uuid, "The customer."]


@event("accounts.document_expiring", subject=_CUSTOMER)
@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentExpiring(Happened):
    """A customer's document came close to its expiry, or has expired; once for each threshold."""

    customer_id: Annotated[Uuid, "The customer."]
    document_id: Annotated[Uuid, "The document in the customer's file."]
    expires_on: Annotated[Day, "The last day on which the document counts."]
    threshold_days: Annotated[
        int, "How many days before its expiry the bank wants to know; 0 once expired.", Example(30)
    ]


@event("accounts.customer_review_due", subject=_CUSTOMER)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReviewDue(Happened):
    """The review of a customer, which the last assessment asked for, fell due."""

    customer_id: Annotated[Uuid, "The customer."]
    review_on: Annotated[Day, "The day by which the customer is to be looked at again."]
    rating: Annotated[Code, "The customer's risk by the last assessment.", Example("HIGH")]


@event("accounts.statements_made", subject="day:2026-03-31")
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsMade(Happened):
    """The statements that end with a business day were made, all of them."""

    day: Annotated[Day, "The business day with which they end."]
