"""Payments of the past for who wants to learn from them or try something on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from risk.features import public as features
from risk.features.public import NAMES, PaymentFacts
from risk.models import ScreeningDecision
from risk.repositories import history
from risk.rules import public as rules

_AT_ONCE: Final = 2_000


def past_payments(*, first_day: date, last_day: date) -> Iterator[rules.PastPayment]:
    """Return each payment that was screened from the first to the last day, the oldest first.

    Its fields are as they were then. One that was screened several times comes several times;
    what was only asked about was never kept. Fraud is what is known as such by now.
    """
    rows = history.between(first_day, last_day)
    while some := list(islice(rows, _AT_ONCE)):
        frauds = features.are_frauds(references=[row.reference for row in some])
        for row in some:
            yield rules.PastPayment(
                reference=row.reference,
                at=row.decided_at,
                fields=_fields(row),
                outcome=rules.Verdict(row.outcome),
                is_fraud=frauds[row.reference],
            )


def _fields(row: ScreeningDecision) -> dict[str, Any]:
    values = {**dict.fromkeys(NAMES, 0.0), **row.values, "points": row.score}
    return dict(rules.fields_of(_facts(row), values))


def _facts(row: ScreeningDecision) -> PaymentFacts:
    kept = {name: value for name, value in row.facts.items() if name in _KNOWN}
    worth = kept.get("base_amount")
    amounts = {
        "amount": Decimal(kept["amount"]),
        "base_amount": None if worth is None else Decimal(worth),
    }
    return PaymentFacts(**{**kept, **amounts})


_KNOWN: Final = frozenset(PaymentFacts.__dataclass_fields__)
