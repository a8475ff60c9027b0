"""How good the champion was, week by week, measured once its frauds could be known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import numpy as np

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.rules.public import PastPayment, Verdict
from risk.scoring.domain import measures
from risk.scoring.domain.lives import ModelState
from risk.scoring.models import FraudModel, Performance
from risk.scoring.repositories import registry, weeks
from risk.terms.ranking import auc

WEEK: Final = timedelta(days=7)
_STOPPED: Final = frozenset({Verdict.REVIEW, Verdict.DECLINE})


def due(*, now: datetime, delay: timedelta, most: int) -> list[date]:
    """Return the Mondays of weeks not yet measured whose frauds are known, the oldest first.

    Without a champion there are none; a week before it went to work is not its own.
    """
    model = champion()
    if model is None or model.champion_since is None:
        return []
    last = (now - delay - WEEK).date()
    monday = last - timedelta(days=last.weekday())
    since = model.champion_since.date()
    found = [monday - number * WEEK for number in range(most)]
    return sorted(
        each for each in found if each + WEEK > since and each not in weeks.measured(model)
    )


@use_case
def measure(*, rows: Iterable[PastPayment], week: date, actor: Actor, now: datetime) -> bool:
    """Keep how the champion did in a week; False where there was no payment or no champion."""
    model = champion()
    found = list(rows)
    if model is None or not found:
        return False
    is_fraud = np.array([each.is_fraud for each in found], dtype=bool)
    points = np.array([float(each.fields.get("model_points", 0.0)) for each in found])
    stopped = np.array([each.outcome in _STOPPED for each in found], dtype=bool)
    weeks.add(
        Performance(
            model=model,
            week=week,
            payments=len(found),
            frauds=int(is_fraud.sum()),
            auc=_share(auc(is_fraud, points)),
            average_precision=_share(measures.average_precision(is_fraud, points)) or Decimal(0),
            stopped=int(stopped.sum()),
            precision=_share(is_fraud[stopped].mean()) if stopped.any() else None,
            measured_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="scoring.model.measured",
        subject=f"model:{model}",
        detail={"week": week.isoformat(), "payments": len(found)},
        at=now,
    )
    return True


def champion() -> FraudModel | None:
    """Return the model that decides."""
    return registry.get(registry.asked().get(ModelState.CHAMPION, 0))


def _share(value: Any) -> Decimal | None:
    return None if np.isnan(value) else Decimal(f"{float(value):.4f}")
