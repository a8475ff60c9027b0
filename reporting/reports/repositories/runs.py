"""Runs, their files and schedules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from bankcore.db.transactions import requires_transaction
from reporting.reports.models import FileContent, Run, RunFile, Schedule

_LOCK = 7_470


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file to be kept with a run."""

    kind: RunFile.Kind
    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def get(*, run_id: int) -> Run | None:
    """Return a run."""
    return Run.objects.filter(pk=run_id).first()


def by_key(*, key: str) -> Run | None:
    """Return the run that a wish has made."""
    return Run.objects.filter(key=key).first()


@requires_transaction
def get_locked(*, run_id: int) -> Run | None:
    """Return a run that nobody else changes meanwhile."""
    return Run.objects.select_for_update().filter(pk=run_id).first()


@requires_transaction
def add(run: Run, files: Iterable[NewFile]) -> Run:
    """Keep a run with its files, sealed where it names persons."""
    run.save(force_insert=True)
    for each in files:
        file = RunFile.objects.create(
            run=run,
            kind=each.kind,
            name=each.name,
            media_type=each.media_type,
            size=len(each.content),
            sha256=each.sha256,
        )
        FileContent(
            file=file,
            plain=None if run.names_persons else each.content,
            sealed=each.content if run.names_persons else None,
        ).save(force_insert=True)
    return run


def files(*, run_id: int) -> list[RunFile]:
    """Return the files of a run in the order in which they were made."""
    return list(RunFile.objects.filter(run_id=run_id).order_by("id"))


def hashes(*, run_id: int) -> dict[str, str]:
    """Return the hash of each file of a run by its kind."""
    return dict(RunFile.objects.filter(run_id=run_id).values_list("kind", "sha256"))


def file(*, run_id: int, kind: str) -> RunFile | None:
    """Return a file of a run."""
    return RunFile.objects.filter(run_id=run_id, kind=kind).first()


def content(*, file: RunFile) -> bytes | None:
    """Return what is in a file; None where it is kept no longer."""
    found = FileContent.objects.filter(file=file).first()
    if found is None:
        return None
    return bytes(found.plain) if found.plain is not None else found.sealed


def released(*, report: str, day: date, parameters: Mapping[str, str]) -> QuerySet[Run]:
    """Return what was released of a report about a day, the newest first."""
    return Run.objects.filter(
        report=report, day=day, parameters=dict(parameters), state=Run.State.RELEASED
    ).order_by("-released_at", "-id")


@requires_transaction
def lock() -> None:
    """Let one run at a time be kept or released, so that each sees the one before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@requires_transaction
def save_release(run: Run) -> None:
    """Keep how far the release of a run has come."""
    run.save(update_fields=["state", "request", "released_by", "released_at", "restates"])


def beside(run: Run, *, limit: int = 20) -> list[Run]:
    """Return other runs of the same report with the same parameters, those of the day first."""
    others = Run.objects.filter(report=run.report, parameters=run.parameters)
    made = others.exclude(pk=run.pk).exclude(state=Run.State.FAILED)
    same = list(made.filter(day=run.day).order_by("-id")[:limit])
    return same + list(made.exclude(day=run.day).order_by("-day", "-id")[: limit - len(same)])


@requires_transaction
def purge(*, today: date, now: datetime, limit: int) -> int:
    """Drop the files of runs whose last day is over; returns of how many runs."""
    due = Run.objects.select_for_update(skip_locked=True).filter(
        purged_at=None, keep_until__lt=today
    )
    runs = list(due.order_by("keep_until", "id").values_list("pk", flat=True)[:limit])
    Run.objects.filter(pk__in=runs).update(purged_at=now)
    FileContent.objects.filter(file__run__in=runs).delete()
    return len(runs)


@requires_transaction
def add_schedule(schedule: Schedule) -> Schedule:
    """Keep a schedule."""
    schedule.save(force_insert=True)
    return schedule


@requires_transaction
def schedule_locked(*, schedule_id: int) -> Schedule | None:
    """Return a schedule that nobody else changes meanwhile."""
    return Schedule.objects.select_for_update().filter(pk=schedule_id).first()


def schedules() -> list[Schedule]:
    """Return the schedules that go on."""
    return list(Schedule.objects.filter(stopped_at=None).order_by("id"))


def is_scheduled(*, report: str, parameters: Mapping[str, str], rhythm: str) -> bool:
    """Tell whether a report is made by itself already."""
    going = Schedule.objects.filter(stopped_at=None, report=report, rhythm=rhythm)
    return going.filter(parameters=dict(parameters)).exists()


@requires_transaction
def save_schedule(schedule: Schedule) -> None:
    """Keep how far a schedule has come, or that it was stopped."""
    schedule.save(update_fields=["done_to", "stopped_by", "stopped_at"])
