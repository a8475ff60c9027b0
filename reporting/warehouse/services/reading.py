"""Reading the warehouse as it was known after a load."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.warehouse.models import Load
from reporting.warehouse.repositories import checks, engines, extracts, lake, loads, tidying


class NothingLoaded(BankError):
    """The warehouse had not been loaded by then."""

    code = "nothing_loaded"
    cure = "Load it: manage.py load_warehouse. Or ask for a later moment of knowledge."
    status = 409


class VersionGone(BankError):
    """The version asked for is older than the bank keeps versions."""

    code = "version_gone"
    cure = (
        "Ask for a later moment of knowledge; LAKE_RETENTION_DAYS says how long versions are kept."
    )
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What was known after a load: its number, the business day, when, and its files by dataset."""

    number: int
    day: date
    known_at: datetime
    to_xid: int
    files: Mapping[str, tuple[Path, ...]]


def version(*, known: datetime | None = None) -> Version:
    """Return the newest version, or the one that was the newest at a moment.

    Raises NothingLoaded, and VersionGone where its files have been removed.
    """
    found = loads.latest() if known is None else loads.latest_by(known=known)
    if found is None or found.ended_at is None or found.to_xid is None:
        message = "The warehouse had not been loaded by then."
        raise NothingLoaded(message)
    oldest = tidying.oldest_kept()
    if oldest is not None and found.pk < oldest:
        message = f"What was known on {found.ended_at:%Y-%m-%d} is kept no more."
        raise VersionGone(message)
    return _version(found)


def version_of(*, number: int) -> Version:
    """Return the version after a load, by its number; raises NothingLoaded."""
    found = loads.done(number=number)
    if found is None:
        message = f"There is no load {number} that was done."
        raise NothingLoaded(message)
    return _version(found)


def opened(which: Version) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """Open the embedded engine with a view of each dataset as a version has it."""
    return lake.showing(which.files)


def embedded(which: Version) -> AbstractContextManager[engines.Engine]:
    """Open the embedded engine with a version's datasets as tables of Ibis."""
    return engines.embedded(which.files)


def on_spark(session: Any, which: Version) -> AbstractContextManager[engines.Engine]:
    """Show a version's datasets to a session of Spark that reaches the lake by the same path."""
    return engines.on_spark(session, which.files)


def faults(which: Version) -> list[str]:
    """Return what checks last found broken in a version, a sentence for each check."""
    return [
        f"{each.dataset}: {each.check_name}: {each.faults} at fault;"
        f" {'; '.join(each.sentences[:3])}"
        for each in loads.faults_of(load=which.number)
    ]


def check(*, now: datetime) -> list[str]:
    """Try every check on the newest version against the ledger as it was then; return the faults.

    Raises NothingLoaded.
    """
    which = version()
    found = checks.damaged_files(load=which.number)
    if not any(count for count, _ in found.values()):
        found |= recheck(which)
    _keep(load=which.number, found=found, now=now)
    return faults(which)


def recheck(which: Version) -> checks.Found:
    """Return what every check finds of a version, and keep nothing of it."""
    with lake.workshop("recheck") as shop, opened(which) as connection:
        with extracts.snapshot() as cursor:
            for name, columns in checks.CONTROL_COLUMNS.items():
                file = shop / f"{name}.csv"
                extracts.copy_out(
                    cursor, name=name, into=file, day=which.day, from_xid=0, to_xid=which.to_xid
                )
                lake.stage(connection, name=name, file=file, columns=columns)
        return checks.try_all(connection, to_xid=which.to_xid)


@use_case
def _keep(*, load: int, found: checks.Found, now: datetime) -> None:
    loads.keep_checks(load=load, found=found, now=now)


def _version(found: Load) -> Version:
    root = lake.folder()
    return Version(
        number=found.pk,
        day=found.day,
        known_at=found.ended_at or found.started_at,
        to_xid=found.to_xid or 0,
        files={
            dataset: tuple(root / file.path for file in files)
            for dataset, files in loads.files(load=found.pk).items()
        },
    )
