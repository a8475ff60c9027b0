"""What each day's end found, and the limits it was held against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from django.db.models import Model

from bankcore.db.transactions import requires_transaction
from risk.market.domain.measures import Measure
from risk.market.models import (
    Breach,
    CurrencyDay,
    Limit,
    Position,
    RateDay,
    ValueAtRisk,
)

M = TypeVar("M", bound=Model)


def currency_day(*, day: date) -> CurrencyDay | None:
    """Return what currencies came to on a day."""
    return CurrencyDay.objects.filter(day=day).first()


def currency_day_before(*, day: date) -> CurrencyDay | None:
    """Return the last day before this one that was measured."""
    return CurrencyDay.objects.filter(day__lt=day).order_by("-day").first()


def rate_day(*, day: date) -> RateDay | None:
    """Return what interest rates could do on a day."""
    return RateDay.objects.filter(day=day).first()


def latest_rate_day() -> RateDay | None:
    """Return the last day that was measured."""
    return RateDay.objects.order_by("-day").first()


def positions_of(found: CurrencyDay) -> list[Position]:
    """Return the positions of a day."""
    return list(found.positions.order_by("currency"))


def value_at_risk(found: CurrencyDay, *, method: str, percent: int) -> ValueAtRisk | None:
    """Return one figure of a day."""
    return found.figures.filter(method=method, percent=percent).first()


def exceptions_before(*, day: date, days: int) -> int:
    """Return on how many of the last so many days before this one the value at risk was passed."""
    last = CurrencyDay.objects.filter(day__lt=day).order_by("-day")[:days]
    return sum(bool(each) for each in last.values_list("exceeded", flat=True))


@requires_transaction
def add(row: M) -> M:
    """Add a row."""
    row.save(force_insert=True)
    return row


@requires_transaction
def add_all(rows: Iterable[M], *, of: type[M]) -> None:
    """Add rows."""
    of._default_manager.bulk_create(rows)  # noqa: SLF001 - the public way past a manager's name


def limits_on(*, day: date) -> dict[Measure, Limit]:
    """Return the limit of each measure that is in force on a day: the newest."""
    rows = Limit.objects.filter(effective_from__lte=day).order_by("effective_from", "id")
    return {Measure(row.measure): row for row in rows}


def breaches_on(*, day: date) -> list[Breach]:
    """Return the limits that were exceeded at a day's end."""
    return list(Breach.objects.filter(day=day).select_related("limit").order_by("id"))


def currency_trend(*, days: int, method: str, percent: int) -> list[tuple[date, int, int | None]]:
    """Return day, value at risk and the next result, oldest first."""
    rows = ValueAtRisk.objects.filter(method=method, percent=percent)
    newest = rows.order_by("-day__day").values_list("day__day", "value_at_risk", "day__result")[
        :days
    ]
    return list(newest)[::-1]


def rate_trend(*, days: int) -> list[tuple[date, int, int]]:
    """Return day, worst loss of value and worst loss of income, oldest first."""
    newest = RateDay.objects.order_by("-day").values_list("day", "value_loss", "income_loss")
    return list(newest[:days])[::-1]
