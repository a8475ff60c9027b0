"""Keeping every change outside the server: its write-ahead log, as it is written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from bankcore.backups.services import server, slot
from bankcore.backups.services.slot import NAME
from bankcore.settings.env import Environment

_END_SECONDS: Final = 20
_LOOK_EVERY: Final = 10  # rounds of a second between two looks at the slot
_LINE_OF_LOG: Final = 8  # hexadecimal digits of a file's name: the line of the log that it is of
_UNFINISHED: Final = ".partial"
_ANEW: Final = (
    "Begin anew by manage.py run_archive --anew: it puts what was archived aside and takes a new"
    " copy (docs/operations/backup.md)."
)


class NotArchiving(RuntimeError):
    """The archive has ended by itself; the message says with what."""


class ArchiveLost(NotArchiving):
    """The server no longer has log that the archive lacks; only a new archive can go on."""


def archive(
    environment: Environment,
    *,
    is_synchronous: bool,
    is_stopped: Callable[[float], bool],
    say: Callable[[str], None],
    copy: Callable[[], object] = lambda: None,
) -> None:
    """Receive the server's log into the folder of backups until `is_stopped(seconds)` says so.

    The server keeps for it what it has not received, up to its `max_slot_wal_keep_size`. With
    `is_synchronous` a commit is answered only when it is in the archive as well, so that losing the
    server's disk loses nothing that was acknowledged; while nobody archives, commits wait. Stopped
    in order, it lets them go first; killed, they wait until it runs again.

    `copy` is called beside it once log is received, for the copy that a new archive begins with:
    what it raises ends the archive, and a stop waits for it. Raises slot.ArchiveRunning, and
    ArchiveLost, with nothing changed where that is so from the beginning; NotArchiving, and
    server.ServerAway.
    """
    receive = [
        *(server.program(environment, "pg_receivewal"), "--no-password", "--slot", NAME),
        *("--directory", str(server.folder(environment, server.WAL))),
        *("--dbname", server.address(environment, application_name=NAME)),
    ]
    _require_slot(environment)
    if is_synchronous:
        receive.append("--synchronous")
    process = subprocess.Popen(  # noqa: S603 - our own program and arguments
        receive, stdin=subprocess.DEVNULL, start_new_session=True, **server.as_server()
    )
    try:
        with ThreadPoolExecutor(1) as beside, _awaited(environment, is_awaited=is_synchronous):
            say("the archive is running")
            copying, rounds = beside.submit(copy), 0
            while not is_stopped(1.0):
                rounds += 1
                if process.poll() is not None:
                    message = f"pg_receivewal ended with {process.returncode}."
                    raise NotArchiving(message)
                if copying.done():
                    copying.result()
                if rounds % _LOOK_EVERY == 0:
                    _look(environment)
        copying.result()
    finally:
        process.terminate()
        process.wait(_END_SECONDS)


def end_archive(environment: Environment) -> bool:
    """Give the archive up: the server keeps no log for it, and no commit waits for it.

    What was archived stays where it is. Returns False where there was no archive. Raises
    slot.ArchiveRunning and server.ServerAway, with nothing changed.
    """
    was_kept = slot.drop(environment)
    _set(environment, "")
    return was_kept


def begin_anew(environment: Environment, *, now: datetime) -> Path | None:
    """Give the archive up, and put copies and log aside, where the way back by them stays open.

    The folder of backups is as of a bank that never had an archive then; what is put aside is a
    folder of backups by itself. Returns it, None where there was nothing. Raises
    slot.ArchiveRunning, server.ServerAway and server.ProgramMissing, with nothing changed.
    """
    for name in ("pg_receivewal", "pg_basebackup"):
        server.program(environment, name)
    end_archive(environment)
    folders = [environment.backup_folder / name for name in (server.BASES, server.WAL)]
    used = [each for each in folders if each.exists() and any(each.iterdir())]
    if not used:
        return None
    aside = server.folder(environment, f"{server.ASIDE}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for each in used:
        each.rename(aside / each.name)
    return aside


def _require_slot(environment: Environment) -> None:
    """Have the server keep log from where the archive ends.

    Raises ArchiveLost, and ArchiveRunning: a second one would let commits wait for the first no
    more. Nothing has changed then.
    """
    found = slot.find_free(environment)
    if found is not None:
        _require_kept(found)
        return
    first = slot.create(environment)
    newest = _newest(environment.backup_folder / server.WAL)
    if newest and first is not None and newest < first[_LINE_OF_LOG:]:
        slot.drop(environment)
        message = f"The archive ends before the log that the server still has. {_ANEW}"
        raise ArchiveLost(message)


def _require_kept(found: slot.Slot) -> None:
    if found.is_lost:
        message = (
            "The archive was away for so long that the server has removed log that it had not"
            f" received: it cannot go on. {_ANEW}"
        )
        raise ArchiveLost(message)


def _newest(wal: Path) -> str:
    """Return the place in the log of the file that the archive needs next or has begun."""
    names = (path.name.removesuffix(_UNFINISHED) for path in wal.iterdir())
    return max((name[_LINE_OF_LOG:] for name in names if not name.endswith(".history")), default="")


def _look(environment: Environment) -> None:
    """Notice that the slot is lost or dropped: pg_receivewal itself would try for ever.

    A server that is away is none of that.
    """
    with suppress(server.ServerAway, psycopg.OperationalError):
        found = slot.find(environment)
        if found is None:
            message = "The archive's slot was dropped: somebody has given the archive up."
            raise NotArchiving(message)
        _require_kept(found)


@contextmanager
def _awaited(environment: Environment, *, is_awaited: bool) -> Iterator[None]:
    """Let commits wait for the archive, and no more when it ends in order."""
    _set(environment, NAME if is_awaited else "")
    try:
        yield
    finally:
        if is_awaited:
            _set(environment, "")


def _set(environment: Environment, awaited: str) -> None:
    with server.connect(environment) as connection:
        shown = connection.execute("SHOW synchronous_standby_names").fetchone()
        if shown == (awaited,) or (not awaited and shown != (NAME,)):
            return
        connection.execute(
            psycopg.sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(awaited)
        )
        connection.execute("SELECT pg_reload_conf()")
