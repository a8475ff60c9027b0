"""Keeping the lake small: many files of an old month become one, what nobody can read goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from reporting.warehouse.models import LakeFile
from reporting.warehouse.repositories import builds, lake, loads, tidying
from reporting.warehouse.repositories.tidying import Needless
from reporting.warehouse.services import loading, making

_MOST_FILES_OF_A_MONTH: Final = 4


class NotTheSameRows(RuntimeError):
    """What was to be written once more would not hold the same rows: a fault of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """What is needless, or was: months that are in too many files, and files nobody can read.

    `oldest` is the load whose version is the oldest that can be read; None: every one.
    """

    months: tuple[tuple[str, date, int], ...]
    files: tuple[Needless, ...]
    oldest: int | None


def needless(*, day: date, now: datetime) -> Tidied:
    """Return what `tidy` would do, and do nothing."""
    crowded = tidying.small_files(before=day.replace(day=1), most=_MOST_FILES_OF_A_MONTH)
    since = now - timedelta(days=settings.LAKE_RETENTION_DAYS)
    oldest = tidying.oldest_within(since=since)
    files = [] if oldest is None else tidying.needless(oldest=oldest.pk, since=since)
    return Tidied(
        months=tuple((name, month, len(files)) for (name, month), files in crowded.items()),
        files=tuple(files),
        oldest=tidying.oldest_kept() if oldest is None else oldest.pk,
    )


def tidy(*, day: date, actor: Actor, now: datetime) -> Tidied:
    """Write crowded months of the past into one file each, and remove what nobody can read.

    Versions within the retention read the same rows as before. Raises LoadRunning.
    """
    with loading.one_at_a_time():
        found = needless(day=day, now=now)
        if found.months:
            _compact(day=day, actor=actor, now=now)
        if found.files and found.oldest is not None:
            # First it is known that they cannot be read, then they are gone.
            _keep(oldest=found.oldest, files=found.files, actor=actor, now=now)
            tidying.remove(found.files)
        return found


def _compact(*, day: date, actor: Actor, now: datetime) -> None:
    crowded = tidying.small_files(before=day.replace(day=1), most=_MOST_FILES_OF_A_MONTH)
    with loading.begun(day=day, actor=actor, now=now) as load:
        with lake.engine() as connection, lake.workshop(str(load.pk)) as shop:
            work = making.Work(
                load=load,
                day=day,
                now=now,
                connection=connection,
                shop=shop,
                before=loading.files_before(),
                to_xid=load.from_xid,
            )
            for (dataset, month), files in crowded.items():
                _write_once(work, dataset, month, files)
        _publish(work, actor=actor, now=now)


def _write_once(work: making.Work, dataset: str, month: date, files: Sequence[LakeFile]) -> None:
    work.show(dataset, [month])
    before = builds.fingerprint(work.connection, dataset)
    work.write_month(dataset, f"SELECT * FROM {dataset}", month)  # noqa: S608
    work.replace(dataset, [month])
    work.show(dataset, [month])
    if builds.fingerprint(work.connection, dataset) != before:
        message = f"{dataset} of {month:%Y-%m} in {len(files)} files"
        raise NotTheSameRows(message)


@use_case
def _publish(work: making.Work, *, actor: Actor, now: datetime) -> None:
    loads.publish(
        load=work.load, to_xid=work.to_xid, written=work.written, replaced=work.replaced, now=now
    )
    audit.record(
        actor=actor,
        action="warehouse.files.compacted",
        subject=f"load:{work.load.pk}",
        detail={"files": len(work.replaced), "into": len(work.written)},
        at=now,
    )


@use_case
def _keep(*, oldest: int, files: Sequence[Needless], actor: Actor, now: datetime) -> None:
    tidying.keep(oldest=oldest, files=files, by=str(actor), now=now)
    audit.record(
        actor=actor,
        action="warehouse.files.removed",
        subject=f"load:{oldest}",
        detail={"files": len(files), "bytes": sum(each.size for each in files)},
        at=now,
    )
