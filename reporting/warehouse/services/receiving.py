"""Taking a file of a system outside the bank: a load of its own, all of it or nothing."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.warehouse.domain.datasets import BY_NAME
from reporting.warehouse.domain.outside_rows import Reading
from reporting.warehouse.domain.sources import SOURCES, Source
from reporting.warehouse.models import Load
from reporting.warehouse.repositories import checks, files, lake, loads, received
from reporting.warehouse.services import loading, making

_BY_NAME: Final = {each.name: each for each in SOURCES}
_LONGEST_NAME: Final = 200


class UnknownSource(BankError):
    """No system outside the bank has this name."""

    code = "unknown_source"
    cure = "Choose one of the sources named, or declare a new one."
    status = 404


class FileTakenBefore(BankError):
    """A file of exactly this content was taken before."""

    code = "outside_file_repeated"
    cure = "Nothing is to be done: its rows are in the warehouse."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a file came to: the load that took it, its rows, and those in quarantine."""

    number: int
    dataset: str
    rows: int
    put_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    name: str
    path: Path
    sha256: str
    size: int


def receive(*, source: str, path: Path, day: date, actor: Actor, now: datetime) -> Received:
    """Take a file into the warehouse: its right rows are a new version, wrong ones put aside.

    A row with the key of an earlier file's row takes its place; what was known before stays known.
    Raises UnknownSource, FileRefused, FileTakenBefore and LoadRunning; nothing has changed then.
    """
    declared = _BY_NAME.get(source)
    if declared is None:
        message = f"There is no source {source!r}; there are {', '.join(sorted(_BY_NAME))}."
        raise UnknownSource(message)
    with loading.one_at_a_time():
        sha256, kept = files.keep(path, source=source)
        before = received.taken(sha256=sha256)
        if before is not None:
            message = f"The file was taken as {before.name} on {before.received_at:%Y-%m-%d}."
            raise FileTakenBefore(message)
        file = _File(name=_printable(path.name), path=kept, sha256=sha256, size=kept.stat().st_size)
        try:
            return _take(declared, file, day=day, actor=actor, now=now)
        except BaseException:
            kept.unlink(missing_ok=True)
            raise


def _take(source: Source, file: _File, *, day: date, actor: Actor, now: datetime) -> Received:
    with lake.workshop(f"received-{file.sha256[:16]}") as shop:
        staged = shop / f"{source.dataset_name}.csv"
        read = Reading(source)
        rows = _typed(source, read, file.path, staged)
        with loading.begun(day=day, actor=actor, now=now) as load:
            _make(file, read, load=load, shop=shop, actor=actor, now=now)
    return Received(
        number=load.pk, dataset=source.dataset_name, rows=rows, put_aside=len(read.wrong)
    )


def _typed(source: Source, read: Reading, file: Path, into: Path) -> int:
    """Write the right rows of a file as columns of its dataset; returns how many."""
    rows = 0
    names = [each.name for each in source.fields]
    with into.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow([*names, "file_line"])
        for values in read.values(files.records(file, delimiter=source.delimiter)):
            writer.writerow(values)
            rows += 1
    return rows


def _make(
    file: _File,
    read: Reading,
    *,
    load: Load,
    shop: Path,
    actor: Actor,
    now: datetime,
) -> None:
    with lake.engine() as connection:
        work = making.Work(
            load=load,
            day=load.day,
            now=now,
            connection=connection,
            shop=shop,
            before=loading.files_before(),
            to_xid=load.from_xid,
        )
        dataset = BY_NAME[read.source.dataset_name]
        making.take_rows(work, dataset, shop / f"{dataset.name}.csv")
        work.show(dataset.name)
        found = checks.try_dataset(connection, dataset)
        _publish(work, file, read, found=found, actor=actor, now=now)


@use_case
def _publish(
    work: making.Work,
    file: _File,
    read: Reading,
    *,
    found: checks.Found,
    actor: Actor,
    now: datetime,
) -> None:
    loads.publish(
        load=work.load, to_xid=work.to_xid, written=work.written, replaced=work.replaced, now=now
    )
    loads.keep_checks(load=work.load.pk, found=found, now=now)
    received.add(
        load=work.load.pk,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        read=read,
        actor=str(actor),
        now=now,
    )
    audit.record(
        actor=actor,
        action="warehouse.file.taken",
        subject=f"load:{work.load.pk}",
        detail={"source": read.source.name, "sha256": file.sha256, "put_aside": len(read.wrong)},
        at=now,
    )


def _printable(name: str) -> str:
    """Return a file's name as a page may show it."""
    return "".join(each if each.isprintable() else "?" for each in name)[:_LONGEST_NAME]
