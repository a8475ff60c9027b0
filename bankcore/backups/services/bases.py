"""Whole copies of the server, each the beginning from which the archive is played."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bankcore.backups.services import manifest, server
from bankcore.settings.env import Environment

_PREFIX: Final = "base-"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_START: Final = re.compile(r"^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$", re.MULTILINE)


class BackupFailed(RuntimeError):
    """No backup was made, or it does not agree with its own manifest; nothing of it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A whole copy: where it lies, when it was begun, and the first file of the log it needs."""

    folder: Path
    taken_at: datetime
    first_wal: str


def take(environment: Environment, *, now: datetime) -> Backup:
    """Copy the whole server while it works, and compare every file with the copy's manifest.

    Raises BackupFailed; what was copied until then is removed.
    """
    name = f"{_PREFIX}{now.astimezone(UTC):{_STAMP}}"
    bases = server.folder(environment, server.BASES)
    made, kept = bases / f"{name}.part", bases / name
    copy = [
        *(server.program(environment, "pg_basebackup"), "--no-password", "--checkpoint", "fast"),
        *("--wal-method", "stream", "--manifest-checksums", "SHA256", "--pgdata", str(made)),
        *("--label", name, "--dbname", server.address(environment)),
    ]
    try:
        _run(copy)
        _require_whole(made)
    except BackupFailed:
        shutil.rmtree(made, ignore_errors=True)
        raise
    made.rename(kept)
    return _read(kept)


def backups(environment: Environment) -> list[Backup]:
    """Return every backup that is whole, the oldest first."""
    found = (environment.backup_folder / server.BASES).glob(f"{_PREFIX}*Z")
    return [_read(each) for each in sorted(found)]


def remove_older(environment: Environment, *, keep: int) -> int:
    """Remove all but the newest `keep` backups, and what only they need of the archive.

    Returns how many backups were removed.
    """
    found = backups(environment)
    old, kept = found[:-keep], found[-keep:]
    for each in old:
        shutil.rmtree(each.folder)
    if kept:
        wal = server.folder(environment, server.WAL)
        _run([server.program(environment, "pg_archivecleanup"), str(wal), kept[0].first_wal])
    return len(old)


def _require_whole(folder: Path) -> None:
    faults = manifest.faults(folder)
    if faults:
        message = f"The copy is not whole: {faults[0]}"
        raise BackupFailed(message)


def _read(folder: Path) -> Backup:
    label = (folder / "backup_label").read_text()
    start = _START.search(label)
    if start is None:
        message = f"{folder} does not say where it begins."
        raise BackupFailed(message)
    taken = datetime.strptime(folder.name.removeprefix(_PREFIX), _STAMP).replace(tzinfo=UTC)
    return Backup(folder=folder, taken_at=taken, first_wal=start[1])


def _run(command: list[str]) -> None:
    failure = server.failure_of(command)
    if failure is not None:
        raise BackupFailed(failure)
