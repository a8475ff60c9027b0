"""The bank's first fraud rule: an amount above a threshold is suspicious, and is flagged.

The rule itself stands among the others, where analysts see and change it (risk.rules); movements
that are not screened before they are booked, such as deposits, are put before it afterwards.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.conf import settings

from bankcore.db.transactions import use_case
from risk.repositories import flags
from risk.rules import public as rules
from risk.terms.facts import PaymentFacts

RULE: Final = "amount_threshold"


@use_case
def flag_movement(
    *,
    reference: str,
    amount: Decimal,
    currency: str,
    at: datetime,
    base_amount: Decimal | None = None,
) -> bool:
    """Flag the movement if the rule hits it, once; returns whether it does.

    `base_amount` is the amount in the bank's own currency, where that is known.
    """
    facts = PaymentFacts(
        reference=reference,
        channel="booked",
        amount=amount,
        currency=currency,
        base_amount=base_amount,
    )
    if not rules.holds(code=RULE, facts=facts, now=at):
        return False
    flag(facts, at)
    return True


def flag(facts: PaymentFacts, at: datetime) -> None:
    """Keep that the rule has hit this payment."""
    flags.add(
        reference=facts.reference,
        rule=RULE,
        amount=facts.amount,
        currency=facts.currency,
        threshold=settings.FRAUD_THRESHOLD,
        at=at,
    )
