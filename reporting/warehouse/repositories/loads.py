"""Loads and the files that belong to the warehouse after each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from bankcore.db.transactions import requires_transaction
from reporting.warehouse.models import CheckResult, LakeFile, Load
from reporting.warehouse.repositories.lake import WrittenFile

_LOCK = 7_450


@contextmanager
def alone() -> Iterator[bool]:
    """Tell whether no other process loads, and keep others out within.

    The lock is the connection's: it is free as soon as the process is gone, however it went.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row: tuple[bool] = cursor.fetchone()
    try:
        yield row[0]
    finally:
        if row[0]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def running() -> Load | None:
    """Return the load that has begun and not ended."""
    return Load.objects.filter(state=Load.State.RUNNING).first()


def latest() -> Load | None:
    """Return the last load that was done."""
    return Load.objects.filter(state=Load.State.DONE).order_by("-id").first()


def latest_by(*, known: datetime) -> Load | None:
    """Return the last load that was done by a moment."""
    done = Load.objects.filter(state=Load.State.DONE, ended_at__lte=known)
    return done.order_by("-id").first()


def done(*, number: int) -> Load | None:
    """Return a load that was done, by its number."""
    return Load.objects.filter(state=Load.State.DONE, pk=number).first()


@requires_transaction
def begin(*, day: date, from_xid: int, started_by: str, now: datetime) -> Load:
    """Write down that a load begins."""
    return Load.objects.create(day=day, from_xid=from_xid, started_by=started_by, started_at=now)


@requires_transaction
def fail(*, load: int, why: str, now: datetime) -> bool:
    """Write down that a load has failed; False where it is not running."""
    running_one = Load.objects.filter(pk=load, state=Load.State.RUNNING)
    return bool(running_one.update(state=Load.State.FAILED, failure=why[:500], ended_at=now))


def files(*, load: int) -> dict[str, list[LakeFile]]:
    """Return the files of each dataset as they belonged to the warehouse after a load."""
    found: dict[str, list[LakeFile]] = defaultdict(list)
    for file in _belonging(load).order_by("id"):
        found[file.dataset].append(file)
    return found


@requires_transaction
def publish(
    *,
    load: Load,
    to_xid: int,
    written: Sequence[WrittenFile],
    replaced: Sequence[int],
    now: datetime,
) -> None:
    """Make files part of the warehouse, in place of others, and end the load."""
    LakeFile.objects.bulk_create(
        LakeFile(
            dataset=each.dataset,
            month=each.month,
            path=each.path,
            rows=each.rows,
            size=each.size,
            sha256=each.sha256,
            load=load,
        )
        for each in written
    )
    LakeFile.objects.filter(pk__in=replaced, replaced_by=None).update(replaced_by=load)
    counts: dict[str, int] = defaultdict(int)
    for each in written:
        counts[each.dataset] += each.rows
    load.state, load.ended_at, load.to_xid, load.rows = Load.State.DONE, now, to_xid, dict(counts)
    load.save(update_fields=["state", "ended_at", "to_xid", "rows"])


@requires_transaction
def keep_checks(
    *, load: int, found: Mapping[tuple[str, str], tuple[int, Sequence[str]]], now: datetime
) -> None:
    """Keep what checks found, by their name and dataset."""
    CheckResult.objects.bulk_create(
        CheckResult(
            load_id=load,
            check_name=name,
            dataset=dataset,
            faults=faults,
            sentences=list(sentences),
            checked_at=now,
        )
        for (name, dataset), (faults, sentences) in found.items()
    )


def faults_of(*, load: int) -> list[CheckResult]:
    """Return the checks that did not hold when they were last tried after a load.

    A load of a file from outside tries its dataset alone; of the others the load before tells.
    """
    whole = Load.objects.filter(pk__lte=load, state=Load.State.DONE, outside_file=None)
    first = whole.order_by("-id").values_list("pk", flat=True).first() or load
    newest = CheckResult.objects.filter(load__gte=first, load__lte=load).order_by(
        "check_name", "dataset", "-load_id", "-id"
    )
    return [each for each in newest.distinct("check_name", "dataset") if each.faults]


def _belonging(load: int) -> QuerySet[LakeFile]:
    later = Q(replaced_by=None) | Q(replaced_by__gt=load)
    return LakeFile.objects.filter(later, load__lte=load, load__state=Load.State.DONE)
