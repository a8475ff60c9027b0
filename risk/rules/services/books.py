"""Asking the rules that are at work."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from bankcore.db.transactions import requires_transaction
from risk.features.public import NAMES, PaymentFacts
from risk.rules.domain import evaluation
from risk.rules.domain.conditions import TEXTS, Payment
from risk.rules.domain.evaluation import Evaluation, RuleBook
from risk.rules.repositories import books

HOUR: Final = timedelta(hours=1)


class _Shelf:
    """The book that this process read last: rules change seldom, and are asked all the time."""

    book: RuleBook | None = None


EDITION: Final = books.EDITION
"""A question to the database for the number of the rules' present state."""


def evaluate(*, facts: PaymentFacts, values: Mapping[str, float], now: datetime) -> Evaluation:
    """Ask every rule at work about a payment; `values` are its features and what else was found.

    What is not found, such as the points of a model where none is at work, is 0. One small
    question to the database a payment, and a reading of all rules after each change. A rule that
    has stopped as many payments within the hour as it may only flags: see `count_stops`.
    """
    (found,) = evaluate_many(asked_of=[(facts, values)], now=now)
    return found


def evaluate_many(
    *,
    asked_of: Sequence[tuple[PaymentFacts, Mapping[str, float]]],
    now: datetime,
    edition: int | None = None,
) -> list[Evaluation]:
    """Ask every rule at work about payments that come at the same moment, in the order given.

    Who knows which `edition` of the rules stands saves the question.
    """
    book = standing(now=now, edition=edition)
    found = [
        evaluation.evaluate(
            book, values=asked(facts, values), payer=facts.payer or facts.account, now=now
        )
        for facts, values in asked_of
    ]
    limits = {rule.version_id: rule.most_per_hour or 0 for each in found for rule in each.limited}
    if not limits:
        return found
    room = books.room(limits=limits, since=now - HOUR)
    return [_within(each, room) for each in found]


def _within(found: Evaluation, room: dict[int, int]) -> Evaluation:
    """Mute the rules that have no room left, and take what the others stop from theirs."""
    muted = found.mute(frozenset(version for version, left in room.items() if left <= 0))
    for rule in muted.limited:
        room[rule.version_id] -= 1
    return muted


@requires_transaction
def count_stops(*, versions: Sequence[int], now: datetime) -> None:
    """Count a stopped payment against the limits of the versions that stopped it.

    Transactions that decide at the same moment do not see each other: a limit may be passed by as
    many as there are.
    """
    if versions:
        books.add_stops(versions=versions, at=now)


def holds(*, code: str, facts: PaymentFacts, now: datetime) -> bool:
    """Return whether the live rule of this code hits a payment of which no more is known."""
    values = asked(facts, dict.fromkeys(NAMES, 0.0))
    book = standing(now=now)
    payment = Payment(values={**values, evaluation.POINTS: 0}, lists=book.lists, now=now)
    return any(
        each.condition.holds(payment) for each in book.rules if each.code == code and each.is_live
    )


def standing(*, now: datetime, edition: int | None = None) -> RuleBook:
    """Return the rules as they stand."""
    edition = books.edition() if edition is None else edition
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
        "amount": _number(facts.worth),
        **texts,
        "recurring": facts.recurring,
    }


def codes_at_work(*, now: datetime) -> frozenset[str]:
    """Return the codes of the rules that decide."""
    return frozenset(each.code for each in standing(now=now).rules if each.is_live)
