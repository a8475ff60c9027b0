"""Asking the rules that are at work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from risk.features.public import PaymentFacts
from risk.rules.domain import evaluation
from risk.rules.domain.conditions import TEXTS
from risk.rules.domain.evaluation import Evaluation, RuleBook
from risk.rules.repositories import books


class _Shelf:
    """The book that this process read last: rules change seldom, and are asked all the time."""

    book: RuleBook | None = None


def evaluate(*, facts: PaymentFacts, values: Mapping[str, float], now: datetime) -> Evaluation:
    """Ask every rule at work about a payment; `values` are its features and what else was found.

    What is not found, such as the points of a model where none is at work, is 0. One small
    question to the database a payment, and a reading of all rules after each change.
    """
    return evaluation.evaluate(
        standing(now=now),
        values=asked(facts, values),
        payer=facts.payer or facts.account,
        now=now,
    )


def standing(*, now: datetime) -> RuleBook:
    """Return the rules as they stand."""
    edition = books.edition()
    book = _Shelf.book
    if book is None or book.edition != edition:
        book = _Shelf.book = books.read(edition=edition, now=now)
    return book


_FINEST: Final = 4


def _number(amount: Decimal) -> float:
    """Return an amount as conditions have it; one of more digits than any currency, rounded up."""
    near = float(amount)
    if amount == round(amount, _FINEST):
        return near
    return near if near > amount else math.nextafter(near, math.inf)


def asked(facts: PaymentFacts, values: Mapping[str, float]) -> Mapping[str, Any]:
    """Return the values of all fields of the language."""
    texts = {name: getattr(facts, name) for name in TEXTS}
    return {
        "model_points": 0.0,
        "name_score": 0.0,
        "threshold": float(settings.FRAUD_THRESHOLD),
        **values,
        "amount": _number(facts.amount),
        **texts,
        "recurring": facts.recurring,
    }


def codes_at_work(*, now: datetime) -> frozenset[str]:
    """Return the codes of the rules that decide."""
    return frozenset(each.code for each in standing(now=now).rules if each.is_live)
