"""How far each end of day has come, in the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection
from django.db.models import F

from bankcore.db import hands
from bankcore.db.transactions import requires_transaction
from bankcore.endofday.models import DayRun, DayStep

_RUN_LOCK = "7301, 9"


@contextmanager
def only_one() -> Iterator[bool]:
    """Hold the lock of the end of day for the session; gives False where another has it.

    PostgreSQL frees it when the process dies, and when what its other hands had last asked for is
    done: before that, it might still commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_RUN_LOCK})")
        (locked,) = cursor.fetchone()
    try:
        yield locked and not hands.are_at_work()
    finally:
        if locked:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({_RUN_LOCK})")


def unfinished() -> DayRun | None:
    """Return the end of day that is begun and not finished."""
    return DayRun.objects.filter(finished_at=None).order_by("business_date").first()


@requires_transaction
def begin(*, day: date, next_day: date, actor: str, now: datetime) -> DayRun:
    """Begin the end of this day."""
    return DayRun.objects.create(business_date=day, next_day=next_day, started_at=now, actor=actor)


@requires_transaction
def finish(*, day: date, now: datetime) -> None:
    """Note that the end of this day is done."""
    DayRun.objects.filter(business_date=day).update(finished_at=now)


def steps_of(*, day: date) -> dict[str, Mapping[str, int] | None]:
    """Return the steps of this day that were begun, by name: what they counted, None if not done."""
    found = DayStep.objects.filter(run_id=day).values_list("step", "state", "counts")
    return {step: counts if state == DayStep.State.DONE else None for step, state, counts in found}


@requires_transaction
def begin_step(*, day: date, step: str, position: int, again: bool, now: datetime) -> None:
    """Note that the step is running, for the first time or again."""
    if not again:
        DayStep.objects.create(
            run_id=day, step=step, position=position, state=DayStep.State.RUNNING, started_at=now
        )
        return
    DayStep.objects.filter(run_id=day, step=step).update(
        state=DayStep.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=now,
        finished_at=None,
        failure="",
    )


@requires_transaction
def finish_step(*, day: date, step: str, counts: Mapping[str, int], now: datetime) -> None:
    """Note that the step is done, and what it counted."""
    DayStep.objects.filter(run_id=day, step=step).update(
        state=DayStep.State.DONE, counts=dict(counts), finished_at=now
    )


@requires_transaction
def fail_step(*, day: date, step: str, failure: str, now: datetime) -> None:
    """Note that the step failed, and why."""
    DayStep.objects.filter(run_id=day, step=step).update(
        state=DayStep.State.FAILED, failure=failure, finished_at=now
    )
