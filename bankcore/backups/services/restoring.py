"""The way back: a copy of the server, and the archive played on it, to its end or to a moment."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from bankcore.backups.services import server
from bankcore.backups.services.bases import Backup, backups
from bankcore.runtime import postgres
from bankcore.settings.env import Environment

_LOOK_SECONDS: Final = 0.2
_LINE_OF_LOG: Final = 8  # hexadecimal digits of a file's name: the line of the log that it is of
_UNFINISHED: Final = ".partial"
# What only the way back is about, and what the restored server must not go on with.
_RECOVERY: Final = ("restore_command", "recovery_target_time", "recovery_target_action")
_OF_THE_OLD: Final = ("synchronous_standby_names",)


class NothingToRestore(RuntimeError):
    """No backup was begun before the moment; the message says which is the oldest."""


class TargetInUse(RuntimeError):
    """There is a database in the folder already; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """From which backup, and when the last commit happened that is in the database now."""

    backup: Backup
    last_commit: datetime | None


def restore(
    environment: Environment,
    *,
    until: datetime | None,
    seconds: float,
    say: Callable[[str], None] = lambda _line: None,
) -> Restored:
    """Make the embedded server of an empty data folder anew from the folder of backups.

    All that is in the archive is played; with `until` what was committed after that moment is left
    out. The server runs afterwards, and writes a new line of its log: the archive's is kept.
    `seconds` is how long the playing may take. Raises NothingToRestore and TargetInUse before
    anything is written, postgres.PostgresFailed where the server cannot play the log.
    """
    chosen = _newest_before(environment, until)
    target = environment.postgres_folder
    if target.exists():
        message = f"There is a database in {target}. Name a folder that has none."
        raise TargetInUse(message)
    say(f"Copying {chosen.folder.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(chosen.folder, target)
    played = target / "bankcore_wal"
    _gather(environment.backup_folder / server.WAL, played, since=chosen.first_wal)
    _prepare(target, played, until)
    for path in [target, *target.rglob("*")]:
        server.own(path)
    target.chmod(0o700)
    say("Playing the archive")
    postgres.start(environment)
    last = _wait_until_played(environment, seconds)
    _write_settings(target, {})
    shutil.rmtree(played)
    return Restored(backup=chosen, last_commit=last)


def _newest_before(environment: Environment, until: datetime | None) -> Backup:
    found = backups(environment)
    fitting = [each for each in found if until is None or each.taken_at < until]
    if fitting:
        return fitting[-1]
    oldest = f"The oldest was begun at {found[0].taken_at:%F %T} UTC." if found else ""
    message = f"No backup in {environment.backup_folder} was begun before that. {oldest}".strip()
    aside = sorted(each.name for each in environment.backup_folder.glob(f"{server.ASIDE}*"))
    if aside:
        message += f" Older ones were put aside: set BACKUP_FOLDER to its {' or '.join(aside)}."
    raise NothingToRestore(message)


def _gather(wal: Path, to: Path, *, since: str) -> None:
    """Copy what is needed of the log; its last file, which was being written, by its final name."""
    to.mkdir()
    for path in sorted(wal.iterdir()):
        name = path.name.removesuffix(_UNFINISHED)
        is_needed = name.endswith(".history") or name[_LINE_OF_LOG:] >= since[_LINE_OF_LOG:]
        # Sorted: a finished file comes before an unfinished one of its name, and stays.
        if is_needed and not (to / name).exists():
            shutil.copyfile(path, to / name)


def _prepare(target: Path, played: Path, until: datetime | None) -> None:
    """Tell the server to play the log when it starts, and then to be open for all."""
    (target / "recovery.signal").touch()
    told = {"restore_command": f'cp "{played}/%f" "%p"', "recovery_target_action": "promote"}
    if until is not None:
        told["recovery_target_time"] = until.isoformat()
    _write_settings(target, told)


def _wait_until_played(environment: Environment, seconds: float) -> datetime | None:
    """Return when the last commit happened that was played, once the server is open for all."""
    deadline = time.monotonic() + seconds
    with server.connect(environment) as connection:
        while True:
            is_playing, last = _reached(connection)
            if not is_playing:
                return last
            if time.monotonic() > deadline:
                message = f"The archive was not played within {seconds:g} s; the server goes on."
                raise postgres.PostgresFailed(message)
            time.sleep(_LOOK_SECONDS)


def _reached(connection: psycopg.Connection[tuple[Any, ...]]) -> tuple[bool, datetime | None]:
    found = connection.execute(
        "SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()"
    ).fetchone()
    return (True, None) if found is None else (found[0], found[1])


def _write_settings(target: Path, told: dict[str, str]) -> None:
    """Put these in the place of what was told of the way back, and of the old archive."""
    path = target / "postgresql.auto.conf"
    ours = (*_RECOVERY, *_OF_THE_OLD)
    kept = [line for line in path.read_text().splitlines() if not line.startswith(ours)]
    path.write_text(
        "\n".join([*kept, *(f"{name} = '{value}'" for name, value in told.items()), ""])
    )
