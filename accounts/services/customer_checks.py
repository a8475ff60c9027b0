"""What staff checked of a customer, and how risky they found the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain import identifiers, kyc
from accounts.domain.identifiers import InvalidCustomerData
from accounts.domain.kyc import KycKind, KycResult, RiskRating
from accounts.models import KycCheck, RiskAssessment
from accounts.repositories import customer_papers as papers
from accounts.services.customer_access import locked_for_change, record
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """How a check of one kind came out; without `valid_until` it holds for good."""

    kind: KycKind
    result: KycResult
    valid_until: date | None = None
    note: str = ""


@needs("accounts.record_kyc")
@use_case
def record_kyc_check(*, customer_id: UUID, check: NewCheck, actor: Actor, now: datetime) -> None:
    """Keep the outcome of a check; the actor is who checked.

    Raises CustomerNotFound, CustomerClosed and InvalidCustomerData.
    """
    customer = locked_for_change(customer_id)
    if check.valid_until is not None and check.valid_until < now.date():
        message = "A check cannot have run out before it was made."
        raise InvalidCustomerData(message, field="valid_until")
    note = identifiers.text(check.note, field="note", longest=500, empty=True)
    papers.add(
        KycCheck(
            customer=customer,
            kind=check.kind,
            result=check.result,
            checked_by=str(actor),
            checked_at=now,
            valid_until=check.valid_until,
            note=note or None,
        )
    )
    record(customer, "kyc_checked", actor=actor, at=now, kind=check.kind, result=check.result)


@needs("accounts.record_kyc")
@use_case
def assess_risk(
    *, customer_id: UUID, rating: RiskRating, reason: str, actor: Actor, now: datetime
) -> date:
    """Rate the customer's risk; returns the day of the next review: after 60, 36 or 12 months.

    Raises CustomerNotFound, CustomerClosed and InvalidCustomerData.
    """
    customer = locked_for_change(customer_id)
    day = now.date()
    review_on = kyc.next_review(day=day, rating=rating)
    papers.add(
        RiskAssessment(
            customer=customer,
            rating=rating,
            assessed_on=day,
            review_on=review_on,
            reason=identifiers.text(reason, field="reason", longest=500),
            assessed_by=str(actor),
            at=now,
        )
    )
    record(customer, "risk_assessed", actor=actor, at=now, rating=rating)
    return review_on
