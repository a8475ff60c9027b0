"""One load: read what is final, make files, try the checks, and make the files part at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.utils import CursorWrapper

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.warehouse.domain.datasets import DATASETS
from reporting.warehouse.models import Load
from reporting.warehouse.repositories import checks, extracts, lake, loads
from reporting.warehouse.services import making

Told = Callable[[str], object]


class LoadRunning(BankError):
    """A load of the warehouse is running; there is one at a time."""

    code = "load_running"
    cure = "Wait until it has ended."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load came to: rows written by dataset, and how many checks do not hold."""

    number: int
    day: date
    rows: Mapping[str, int]
    faults: int


def load(*, day: date, actor: Actor, now: datetime, told: Told = lambda _: None) -> Loaded:
    """Bring the warehouse up to what is final in the bank's database; returns what it came to.

    `told(what)` hears of each step. A load that fails, or whose process dies, leaves the warehouse
    as it was, and the next begins where the last good one ended. With nothing new nothing is
    written. Raises LoadRunning.
    """
    with one_at_a_time(), begun(day=day, actor=actor, now=now) as begun_one:
        return _run(begun_one, now=now, actor=actor, told=told)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep every other load out meanwhile; raises LoadRunning."""
    with loads.alone() as is_alone:
        if not is_alone:
            message = "A load of the warehouse is running."
            raise LoadRunning(message)
        yield


@contextmanager
def begun(*, day: date, actor: Actor, now: datetime) -> Iterator[Load]:
    """Begin a load; where what is done within fails, so does the load."""
    load = _begin(day=day, actor=actor, now=now)
    try:
        yield load
    except BaseException as error:
        _fail(load=load.pk, why=f"{type(error).__name__}: {error}", now=now)
        raise


def files_before() -> dict[str, list[tuple[int, date | None, str]]]:
    """Return number, month and path of each dataset's files as they are before a load."""
    last = loads.latest()
    before = loads.files(load=last.pk) if last else {}
    return {
        name: [(each.pk, each.month, each.path) for each in files] for name, files in before.items()
    }


@use_case
def _begin(*, day: date, actor: Actor, now: datetime) -> Load:
    stuck = loads.running()
    if stuck is not None:  # and yet this process is alone: that of the other has died
        loads.fail(load=stuck.pk, why="its process has died", now=now)
    last = loads.latest()
    return loads.begin(
        day=day,
        from_xid=0 if last is None or last.to_xid is None else last.to_xid,
        started_by=str(actor),
        now=now,
    )


@use_case
def _fail(*, load: int, why: str, now: datetime) -> None:
    loads.fail(load=load, why=why, now=now)


def _run(begun: Load, *, now: datetime, actor: Actor, told: Told) -> Loaded:
    with lake.workshop(str(begun.pk)) as shop, lake.engine() as connection:
        work = making.Work(
            load=begun,
            day=begun.day,
            now=now,
            connection=connection,
            shop=shop,
            before=files_before(),
        )
        with extracts.snapshot() as cursor:
            _read(work, cursor, told)
        for make in making.STEPS:
            make(work)
        for dataset in DATASETS:
            work.show(dataset.name)
        told("checks")
        found = checks.try_all(connection, to_xid=work.to_xid)
        _publish(work, found=found, actor=actor, now=now)
    rows: dict[str, int] = {}
    for each in work.written:
        rows[each.dataset] = rows.get(each.dataset, 0) + each.rows
    faults = sum(1 for count, _ in found.values() if count)
    return Loaded(number=begun.pk, day=begun.day, rows=rows, faults=faults)


def _read(work: making.Work, cursor: CursorWrapper, told: Told) -> None:
    """Read one state of the bank's database; entries become files of the lake as they come."""
    from_xid = work.load.from_xid
    work.to_xid = to_xid = max(extracts.horizon(cursor), from_xid)
    for name in (*making.EXTRACTED, *making.CONTROLS):
        told(name)
        extracts.copy_out(
            cursor,
            name=name,
            into=work.shop / f"{name}.csv",
            day=work.day,
            from_xid=from_xid,
            to_xid=to_xid,
        )
    making.stage(work)
    for make in making.FIRST_STEPS:
        make(work)
    months = extracts.months_of_entries(cursor, from_xid=from_xid, to_xid=to_xid)
    for month, file in extracts.entries(
        cursor, months=months, into=work.shop, from_xid=from_xid, to_xid=to_xid
    ):
        told(f"fact_entry of {month:%Y-%m}")
        making.add_entries(work, month=month, file=file)


@use_case
def _publish(
    work: making.Work,
    *,
    found: Mapping[tuple[str, str], tuple[int, Sequence[str]]],
    actor: Actor,
    now: datetime,
) -> None:
    loads.publish(
        load=work.load, to_xid=work.to_xid, written=work.written, replaced=work.replaced, now=now
    )
    loads.keep_checks(load=work.load.pk, found=found, now=now)
    audit.record(
        actor=actor,
        action="warehouse.load.done",
        subject=f"load:{work.load.pk}",
        detail={"files": len(work.written), "day": work.day.isoformat()},
        at=now,
    )
