"""Asking risk about a payment, in the transaction that lets it out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from bankcore.money import Currency, Money
from payments import public as payments
from payments.gateway.models import PaymentIntent, PaymentMethod
from risk import public as risk

CHANNEL: Final = "gateway"


def screen(
    row: PaymentIntent, method: PaymentMethod, *, address: str, now: datetime
) -> risk.Decision:
    """Return what is to be done with a payment; risk keeps its answer and has its own time limit.

    A sandbox merchant's payments are screened like others, so that what risk does can be tried.
    """
    amount = Money(row.amount_minor, Currency.of(row.currency))
    facts = risk.PaymentFacts(
        reference=row.object_id,
        channel=CHANNEL,
        amount=amount.amount,
        base_amount=payments.worth_in_base(amount, day=now.date()),
        currency=row.currency,
        merchant=row.merchant.object_id,
        payer=row.payer.object_id if row.payer else "",
        instrument=method.fingerprint or method.object_id,
        account=str(method.account_id or ""),
        address=address,
        country=method.country,
        recurring=row.off_session,
    )
    return risk.screen_payment(facts=facts, now=now)


def detail(decision: risk.Decision) -> dict[str, Any]:
    """Return what the payment's history keeps of a decision: which rules it goes back to."""
    return {"findings": [each.rule for each in decision.findings]}
