"""The bank's weekly and daily work with its models, on payments that risk has kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.access import needs
from bankcore.actor import Actor
from risk.features.public import LABEL_DELAY
from risk.scoring.models import FraudModel

HISTORY: Final = timedelta(days=180)
NAME: Final = "fraud"
_MOST_WEEKS: Final = 12


@needs("scoring.train_model")
def train(*, actor: Actor, now: datetime, rows: Any = None, name: str = NAME) -> int:
    """Train a candidate on `rows`, or the payments of the last 180 days; returns its id.

    `rows` are (values, whether fraud, when). Raises CannotTrain. It never goes live by this.
    """
    # Loads LightGBM and scikit-learn: only where a model is trained.
    from risk.scoring.services import training  # noqa: PLC0415

    if rows is None:
        past = _past(first_day=(now - HISTORY).date(), last_day=now.date())
        rows = ((each.fields, each.is_fraud, each.at) for each in past)
    return training.train(rows=rows, name=name, actor=actor, now=now)


def measure_drift(*, day: date, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Measure the payments of a day against those the champion knows; returns what wandered far."""
    from risk.scoring.services import drift  # noqa: PLC0415

    return drift.measure(
        rows=(each.fields for each in _past(first_day=day, last_day=day)),
        day=day,
        actor=actor,
        now=now,
    )


def measure_performance(*, actor: Actor, now: datetime) -> int:
    """Measure each week of the champion whose frauds are known by now; returns how many weeks."""
    from risk.scoring.services import performance  # noqa: PLC0415

    measured = 0
    for week in performance.due(now=now, delay=LABEL_DELAY, most=_MOST_WEEKS):
        past = _past(first_day=week, last_day=week + performance.WEEK - timedelta(days=1))
        measured += performance.measure(rows=past, week=week, actor=actor, now=now)
    return measured


def weeks_svg(model: FraudModel) -> str:
    """Return a model's weeks as a picture (SVG)."""
    from risk.scoring.services import plots  # noqa: PLC0415

    return plots.weeks_svg(model)


def _past(*, first_day: date, last_day: date) -> Any:
    return import_string(settings.RISK_HISTORY)(first_day=first_day, last_day=last_day)
