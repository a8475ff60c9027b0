"""Keeping every change outside the server: its write-ahead log, as it is written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from bankcore.backups.services import server
from bankcore.settings.env import Environment

# By this name the server knows the archive: as its slot, and as the standby that commits wait for.
NAME: Final = "bankcore_archive"
_END_SECONDS: Final = 20


class NotArchiving(RuntimeError):
    """The archive has ended by itself; the message says with what."""


def archive(
    environment: Environment,
    *,
    is_synchronous: bool,
    is_stopped: Callable[[float], bool],
    say: Callable[[str], None],
) -> None:
    """Receive the server's log into the folder of backups until `is_stopped(seconds)` says so.

    The server keeps for it what it has not received. With `is_synchronous` a commit is answered
    only when it is in the archive as well, so that losing the server's disk loses nothing that was
    acknowledged; while nobody archives, commits wait. Stopped in order, it lets them go first;
    killed, they wait until it runs again. Raises NotArchiving.
    """
    receive = [
        *(server.program(environment, "pg_receivewal"), "--no-password", "--slot", NAME),
        *("--directory", str(server.folder(environment, server.WAL))),
        *("--dbname", server.address(environment, application_name=NAME)),
    ]
    _run([*receive, "--create-slot", "--if-not-exists"])
    if is_synchronous:
        receive.append("--synchronous")
    process = subprocess.Popen(  # noqa: S603 - our own program and arguments
        receive, stdin=subprocess.DEVNULL, start_new_session=True, **server.as_server()
    )
    try:
        with _awaited(environment, is_awaited=is_synchronous):
            say("the archive is running")
            while not is_stopped(1.0):
                if process.poll() is not None:
                    message = f"pg_receivewal ended with {process.returncode}."
                    raise NotArchiving(message)
    finally:
        process.terminate()
        process.wait(_END_SECONDS)


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


def _run(command: list[str]) -> None:
    failure = server.failure_of(command)
    if failure is not None:
        raise NotArchiving(failure)
