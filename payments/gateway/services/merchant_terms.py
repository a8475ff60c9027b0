"""A merchant's terms: two people set them, and with them it may take payments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.gateway.domain.merchant_terms import MerchantTerms
from payments.gateway.domain.merchants import MerchantState, PayoutSchedule
from payments.gateway.models import MerchantFees
from payments.gateway.repositories import merchants as rows
from payments.gateway.services import merchants

KIND: Final = "gateway.merchant_terms"
_MOST_BPS: Final = 3_000
_MOST_RESERVE: Final = 10_000
_MOST_FIXED: Final = 100_000
_MOST_DAYS: Final = 365


class InvalidTerms(BankError):
    """No terms that the bank could keep."""

    code = "merchant_terms_invalid"
    cure = "Give shares up to 30 %, fixed fees up to 1,000 units, from the open business day on."


class TermsExist(BankError):
    """There are terms of this merchant from this day already, or it is closed."""

    code = "merchant_terms_exist"
    cure = "Let the new terms hold from another day."
    status = 409


@needs("gateway.manage_merchants")
@use_case
def request(
    *, merchant: str, terms: MerchantTerms, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a merchant's terms; when a second person approves, it takes payments.

    Raises finding.ObjectNotFound, InvalidTerms, TermsExist, approvals.ReasonMissing and
    AlreadyRequested.
    """
    row = merchants.locked(merchant, actor=actor)
    _check(terms)
    if not reason.strip():
        message = "This takes two people: say why, for the one who decides."
        raise approvals.ReasonMissing(message, field="reason")
    if row.state == MerchantState.CLOSED:
        message = "The merchant is closed."
        raise TermsExist(message)
    order = approvals.NewRequest(
        kind=KIND,
        subject=f"merchant:{row.object_id}@{terms.valid_from}",
        payload={
            "merchant": row.object_id,
            "terms": {**asdict(terms), "valid_from": terms.valid_from.isoformat()},
        },
        reason=reason.strip(),
    )
    return approvals.request(order=order, actor=actor, now=now)


def execute(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Set the approved terms; raises InvalidTerms where their day is over, and TermsExist."""
    row = merchants.locked(str(request.payload["merchant"]), actor=actor)
    terms = _terms(request.payload["terms"])
    _check(terms)
    fees = MerchantFees(
        merchant=row,
        valid_from=terms.valid_from,
        capture_bps=terms.capture_bps,
        capture_fixed_minor=terms.capture_fixed_minor,
        refund_fixed_minor=terms.refund_fixed_minor,
        dispute_fixed_minor=terms.dispute_fixed_minor,
        created_at=now,
    )
    if not rows.add_fees(fees):
        message = f"There are terms from {terms.valid_from} already."
        raise TermsExist(message, field="valid_from")
    rows.change(
        row,
        state=MerchantState.ACTIVE,
        reserve_bps=terms.reserve_bps,
        reserve_days=terms.reserve_days,
        payout_schedule=terms.payout_schedule,
    )
    audit.record(
        actor=actor,
        action="gateway.merchant.terms_set",
        subject=f"merchant:{row.object_id}",
        detail=dict(request.payload),
        at=now,
    )
    return f"merchant:{row.object_id}"


def _terms(given: Any) -> MerchantTerms:
    return MerchantTerms(
        **{
            **given,
            "valid_from": date.fromisoformat(given["valid_from"]),
            "payout_schedule": PayoutSchedule(given["payout_schedule"]),
        }
    )


def _check(terms: MerchantTerms) -> None:
    fixed = (terms.capture_fixed_minor, terms.refund_fixed_minor, terms.dispute_fixed_minor)
    if not (
        0 <= terms.capture_bps <= _MOST_BPS
        and all(0 <= each <= _MOST_FIXED for each in fixed)
        and 0 <= terms.reserve_bps <= _MOST_RESERVE
        and 0 <= terms.reserve_days <= _MOST_DAYS
    ):
        message = "Shares, fees or days are outside of what the bank keeps."
        raise InvalidTerms(message)
    if terms.valid_from < ledger.business_date():
        message = f"The open business day is {ledger.business_date()}."
        raise InvalidTerms(message, field="valid_from")
