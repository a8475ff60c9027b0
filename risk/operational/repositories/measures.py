"""Thresholds, what each day's end found, and how the bank found itself."""

from __future__ import annotations

from datetime import date, datetime

from bankcore.db.transactions import requires_transaction
from risk.operational.domain.indicators import Indicator
from risk.operational.models import CapitalDay, Probe, Reading, Threshold


def thresholds_on(*, day: date) -> dict[Indicator, Threshold]:
    """Return the threshold in force of each indicator that has one: of them the newest."""
    found = Threshold.objects.filter(effective_from__lte=day).order_by("id")
    return {Indicator(each.indicator): each for each in found}


def readings_of(*, day: date) -> list[Reading]:
    """Return what was found on a day."""
    return list(Reading.objects.filter(day=day).order_by("id"))


def reading_before(*, indicator: Indicator, day: date) -> Reading | None:
    """Return the last reading before a day of which the value is known."""
    known = Reading.objects.filter(indicator=indicator, day__lt=day).exclude(value=None)
    return known.order_by("-day").first()


def trend(*, indicator: Indicator, days: int) -> list[Reading]:
    """Return the last known readings, oldest first, each with its threshold."""
    known = Reading.objects.filter(indicator=indicator).exclude(value=None)
    return list(known.select_related("threshold").order_by("-day")[:days])[::-1]


@requires_transaction
def add_readings(rows: list[Reading]) -> None:
    """Keep what was found."""
    Reading.objects.bulk_create(rows)


def capital_of(*, day: date) -> CapitalDay | None:
    """Return what was asked for on a day."""
    return CapitalDay.objects.filter(day=day).first()


@requires_transaction
def add_probe(*, at: datetime, is_ready: bool) -> None:
    """Keep how the bank found itself; the same moment again changes nothing."""
    Probe.objects.bulk_create([Probe(at=at, is_ready=is_ready)], ignore_conflicts=True)


def probes_between(*, since: datetime, until: datetime) -> list[tuple[datetime, bool]]:
    """Return how the bank found itself, oldest first."""
    found = Probe.objects.filter(at__gte=since, at__lt=until).order_by("at")
    return list(found.values_list("at", "is_ready"))
