"""The demo bank's first fraud model: trained on payments made by chance, promoted by two people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo import staff
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from risk.scoring import public as scoring

NAME: Final = "demo-fraud"
SECOND: Final = "demo-risk-2"
_DAYS, _A_DAY = 80, 40


def ensure(day: Day) -> None:
    """Train a model and make it the champion, unless one is there."""
    if scoring.score(values={}) is not None:
        return
    maker, checker = analyst("demo-risk"), analyst(SECOND)
    model = scoring.train(rows=_payments(day.now), name=NAME, actor=maker, now=day.now)
    scoring.begin_shadow(model_id=model, actor=maker, now=day.now)
    asked = scoring.request_promotion(
        model_id=model, reason="Demo: the first model", actor=maker, now=day.now
    )
    approvals.approve(
        request_id=asked.request_id, actor=checker, now=day.now, reason="Demo: agreed"
    )


def analyst(name: str) -> Actor:
    """Return a demo risk analyst, made where there is none of the name."""
    user_id = identity.ensure_user(
        username=name, password=staff.PASSWORD, roles=(identity.Role.RISK_ANALYST,)
    )
    return identity.staff_actor(user_id=user_id)


def _payments(until: datetime) -> Iterator[tuple[dict[str, float], bool, datetime]]:
    """Frauds are large for their payer, at night, and where frauds were before."""
    chance = random.Random(NAME)  # noqa: S311 - the same history everywhere
    for number in range(_DAYS * _A_DAY):
        is_fraud = chance.random() < 0.06
        ratio = chance.lognormvariate(1.2 if is_fraud else 0.0, 0.6)
        hour = chance.randrange(6) if is_fraud and chance.random() < 0.5 else chance.randrange(24)
        values = {
            "amount": round(40 * ratio, 2),
            "hour": float(hour),
            "payer_ratio_30d": ratio,
            "payer_count_1d": float(chance.randrange(6)),
            "terminal_frauds_7d": float(is_fraud and chance.random() < 0.5),
        }
        age = timedelta(days=_DAYS) - timedelta(days=number / _A_DAY)
        yield values, is_fraud, until - age
