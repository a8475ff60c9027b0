"""Reports that the bank makes by itself: each closed day of their rhythm once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from reporting.reports.domain import parameters, rhythms
from reporting.reports.domain.views import RunView
from reporting.reports.models import Schedule
from reporting.reports.repositories import runs
from reporting.reports.services import catalogue, producing, reach
from reporting.warehouse import public as warehouse

RHYTHMS: Final = list(Schedule.Rhythm.choices)
_LOOK_BACK: Final = timedelta(days=62)
_PURGED_AT_ONCE: Final = 100


class ScheduleRefused(BankError):
    """The report is made by itself already, or that schedule has been stopped."""

    code = "report_schedule_refused"
    cure = "Look at the list of schedules."
    status = 409


@needs("reports.schedule_report")
@use_case
def schedule(
    *, report: str, given: Mapping[str, str], rhythm: str, actor: Actor, now: datetime
) -> int:
    """Have a report made from the next closed day on; returns the number of the schedule.

    Raises ReportUnknown, NotPermitted, ParameterRefused and ScheduleRefused.
    """
    found = catalogue.report(report)
    reach.require_report(actor, found.name)
    chosen = {
        name: told
        for name, told in parameters.written(parameters.read(found, given)).items()
        if given.get(name)
    }
    runs.lock()
    if runs.is_scheduled(report=report, parameters=chosen, rhythm=rhythm):
        message = f"{found.title} is made by itself already."
        raise ScheduleRefused(message)
    row = runs.add_schedule(
        Schedule(
            report=report,
            parameters=chosen,
            rhythm=Schedule.Rhythm(rhythm),
            done_to=ledger.last_closed_day() or ledger.business_date() - timedelta(days=1),
            made_by=str(actor),
            made_at=now,
        )
    )
    _record(row, "reports.schedule.made", actor, now)
    return row.pk


@needs("reports.schedule_report")
@use_case
def stop(*, schedule_id: int, actor: Actor, now: datetime) -> None:
    """Have a report made by itself no more; raises ScheduleRefused and NotPermitted."""
    row = runs.schedule_locked(schedule_id=schedule_id)
    if row is None or row.stopped_at is not None:
        message = f"There is no schedule {schedule_id} that goes on."
        raise ScheduleRefused(message)
    reach.require_report(actor, row.report)
    row.stopped_by, row.stopped_at = str(actor), now
    runs.save_schedule(row)
    _record(row, "reports.schedule.stopped", actor, now)


def make_due(*, actor: Actor, now: datetime) -> list[RunView]:
    """Make what is due of closed days, after a load that knows them; returns the runs.

    Told twice it makes nothing anew. What cannot be made is kept as failed, somebody is alerted,
    and the others are made. Raises LoadRunning where the warehouse is being loaded.
    """
    last = ledger.last_closed_day()
    behind = [each for each in runs.schedules() if last is not None and each.done_to < last]
    if last is None or not behind:
        return []
    # The days were closed before the load begins, so nothing of them can be missing from it.
    warehouse.load(day=ledger.business_date(), actor=actor, now=now)
    return [made for each in behind for made in _make(each, last, actor, now)]


@use_case
def purge(*, actor: Actor, now: datetime) -> int:
    """Drop the files of runs whose time is over; returns of how many. Call until it says 0."""
    count = runs.purge(today=now.date(), now=now, limit=_PURGED_AT_ONCE)
    if count:
        audit.record(
            actor=actor,
            action="reports.files.purged",
            subject="reports",
            detail={"runs": count},
            at=now,
        )
    return count


def _make(row: Schedule, last: date, actor: Actor, now: datetime) -> list[RunView]:
    since = max(row.done_to + timedelta(days=1), last - _LOOK_BACK)
    closed = ledger.closed_days(first=since, last=last)
    made = [
        producing.attempt(
            order=producing.Order(
                report=row.report,
                day=day,
                given=row.parameters,
                key=f"schedule:{row.pk}:{day}",
            ),
            actor=actor,
            now=now,
        )
        for day in rhythms.due(row.rhythm, closed, ledger.business_date())
    ]
    _done(schedule_id=row.pk, day=last)
    return made


@use_case
def _done(*, schedule_id: int, day: date) -> None:
    row = runs.schedule_locked(schedule_id=schedule_id)
    if row is not None and row.stopped_at is None and row.done_to < day:
        row.done_to = day
        runs.save_schedule(row)


def _record(row: Schedule, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"report:{row.report}",
        detail={"schedule": row.pk, "rhythm": row.rhythm},
        at=now,
    )
