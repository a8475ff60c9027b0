"""The step of the end of day: indicators, what is overdue, and capital."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from risk.operational.domain.events import IndicatorBreached
from risk.operational.domain.indicators import Colour, Indicator, colour, is_worse
from risk.operational.models import Overdue, Reading, Threshold
from risk.operational.repositories import measures, registers
from risk.operational.services import requirement
from risk.operational.services.readings import SOURCES, Moment


@use_case
def measure(*, day: date, next_day: date, actor: Actor, now: datetime) -> Mapping[str, int]:
    """Measure every indicator at a closed day's end; a second run changes nothing.

    An indicator that turns amber or red is told once, by the event
    `operational.indicator_breached` and an entry of the audit trail that raises an alert; it is
    told again once it was better, or where amber turns red. So is what is overdue.
    """
    del next_day
    if measures.readings_of(day=day):
        return {}
    in_force = measures.thresholds_on(day=day)
    moment = Moment(day, now)
    rows = [_reading(each, moment, in_force.get(each)) for each in Indicator]
    told = [row for row in rows if _is_news(row)]
    measures.add_readings(rows)
    for row in told:
        _tell(row, actor, now)
    return {
        "indicators": len(rows),
        "amber": sum(row.colour == Colour.AMBER for row in rows),
        "red": sum(row.colour == Colour.RED for row in rows),
        "indicators told": len(told),
        "overdue told": _tell_overdue(day, actor, now),
        "capital": requirement.keep(day=day, now=now),
    }


def _reading(indicator: Indicator, moment: Moment, threshold: Threshold | None) -> Reading:
    value = SOURCES[indicator](moment)
    return Reading(
        day=moment.day,
        indicator=indicator,
        value=value,
        colour=Colour.NONE
        if threshold is None
        else colour(value, amber=threshold.amber, red=threshold.red),
        threshold=threshold,
        made_at=moment.now,
    )


def _is_news(row: Reading) -> bool:
    before = measures.reading_before(indicator=Indicator(row.indicator), day=row.day)
    return is_worse(Colour(row.colour), Colour.NONE if before is None else Colour(before.colour))


def _tell(row: Reading, actor: Actor, now: datetime) -> None:
    subject = f"indicator:{row.indicator}"
    told = IndicatorBreached(day=row.day.isoformat(), value=str(row.value), colour=str(row.colour))
    audit.record(
        actor=actor,
        action="operational.indicator.breached",
        subject=subject,
        detail=asdict(told),
        at=now,
    )
    outbox.publish(told, subject=subject, at=now)


def _tell_overdue(day: date, actor: Actor, now: datetime) -> int:
    news = [due for due in registers.overdue(day=day) if not registers.was_told(due)]
    for due in news:
        registers.add(
            Overdue(kind=due.kind, about_id=due.about_id, due_on=due.due_on, day=day, made_at=now)
        )
        audit.record(
            actor=actor,
            action="operational.item.overdue",
            subject=f"{due.kind.lower()}:{due.about_id}",
            detail={"due": due.due_on.isoformat(), "title": due.title},
            at=now,
        )
    return len(news)
