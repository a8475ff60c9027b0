"""A second server that has every change at once, and takes over where the first is lost."""

from __future__ import annotations

import time
from typing import Final

import psycopg

from bankcore.backups.services import server
from bankcore.runtime import postgres
from bankcore.settings.env import Environment

# By this name the first server knows it: as its slot, and as the standby that commits wait for.
STANDBY: Final = "bankcore_standby"
_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.1


class StandbyFailed(RuntimeError):
    """The standby was not made or does not follow; the message says with what."""


def make_standby(environment: Environment, standby: Environment) -> None:
    """Copy the server into the data folder of `standby`, start it there, and let commits wait.

    From then on a commit is answered when its log is on both disks; while the standby is away
    nobody's is. The first server keeps all log that the standby has not received. Raises
    StandbyFailed.
    """
    standby.postgres_folder.parent.mkdir(parents=True, exist_ok=True)
    standby.postgres_folder.mkdir(mode=0o700, exist_ok=True)  # pg_basebackup wants it empty
    server.own(standby.postgres_folder)
    copy = [
        *(server.program(environment, "pg_basebackup"), "--no-password", "--checkpoint", "fast"),
        *("--wal-method", "stream", "--create-slot", "--slot", STANDBY, "--write-recovery-conf"),
        *("--pgdata", str(standby.postgres_folder)),
        *("--dbname", server.address(environment, application_name=STANDBY)),
    ]
    failure = server.failure_of(copy)
    if failure is not None:
        raise StandbyFailed(failure)
    postgres.start(standby)
    with server.connect(environment) as connection:
        connection.execute(
            psycopg.sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(STANDBY)
        )
        connection.execute("SELECT pg_reload_conf()")
        _wait_until_awaited(connection)


def _wait_until_awaited(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        found = connection.execute(
            "SELECT sync_state FROM pg_stat_replication WHERE application_name = %s", [STANDBY]
        ).fetchone()
        if found == ("sync",):
            return
        time.sleep(_LOOK_SECONDS)
    message = f"The standby does not follow after {_SECONDS:g} s; the end of its log says why."
    raise StandbyFailed(message)
