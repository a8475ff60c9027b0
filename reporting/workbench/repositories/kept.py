"""Runs, and the queries that people keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from bankcore.db.transactions import requires_transaction
from reporting.workbench.domain.answers import Answer
from reporting.workbench.models import Run, SavedQuery

_LOCK = 7_460


@requires_transaction
def lock_runs() -> None:
    """Let nobody else begin a run until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@requires_transaction
def end_left_behind(*, before: datetime, now: datetime) -> None:
    """End the runs that began before a moment and whose asker is gone."""
    left = Run.objects.filter(state=Run.State.RUNNING, started_at__lt=before)
    left.update(
        state=Run.State.DIED, ended_at=now, told="The bank's process that had asked is gone."
    )


def running() -> list[int]:
    """Return who is asking at present."""
    return list(Run.objects.filter(state=Run.State.RUNNING).values_list("owner_id", flat=True))


@requires_transaction
def begin(row: Run) -> int:
    """Keep that a run began; returns its number."""
    row.save(force_insert=True)
    return row.pk


@requires_transaction
def end(*, pk: int, answer: Answer, now: datetime) -> None:
    """Keep how a run ended."""
    Run.objects.filter(pk=pk, state=Run.State.RUNNING).update(
        state=answer.end.value,
        ended_at=now,
        rows=len(answer.rows),
        milliseconds=answer.milliseconds,
        told=answer.told[:500],
    )


def last_runs(*, owner: int, limit: int) -> list[Run]:
    """Return what somebody asked last, the newest first."""
    return list(Run.objects.filter(owner_id=owner).order_by("-id")[:limit])


def queries(*, owner: int, roles: Sequence[str]) -> list[SavedQuery]:
    """Return what somebody keeps and what is shared with one of their roles, by name."""
    theirs = Q(owner_id=owner) | Q(shared_with__in=[*roles])
    return list(SavedQuery.objects.filter(theirs, removed_at=None).order_by("name", "id"))


def own_query(*, pk: int, owner: int) -> SavedQuery | None:
    """Return a query that its owner has not removed."""
    return SavedQuery.objects.filter(pk=pk, owner_id=owner, removed_at=None).first()


def has_name(*, owner: int, name: str) -> bool:
    """Return whether somebody keeps a query under this name."""
    return SavedQuery.objects.filter(owner_id=owner, name=name, removed_at=None).exists()


@requires_transaction
def add_query(row: SavedQuery) -> int:
    """Keep a query; returns its number."""
    row.save(force_insert=True)
    return row.pk


@requires_transaction
def remove_query(*, pk: int, now: datetime) -> None:
    """Have a query be removed."""
    SavedQuery.objects.filter(pk=pk, removed_at=None).update(removed_at=now)
