"""The server that is backed up: how it is reached, and PostgreSQL's own programs beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo

from bankcore.runtime import postgres
from bankcore.settings.env import Environment

BASES, WAL = "bases", "wal"
# What was put aside when an archive began anew: a folder of backups by itself, named by the moment.
ASIDE = "before-"


class ProgramMissing(RuntimeError):
    """A program of PostgreSQL's is not on this machine; the message names it."""


class ServerAway(RuntimeError):
    """The server takes no session; the message says what it said."""


def address(environment: Environment, **more: str) -> str:
    """Return how a role that may replicate reaches the server."""
    if environment.backup_url:
        return conninfo.make_conninfo(environment.backup_url, **more)
    return conninfo.make_conninfo(
        host=str(environment.socket_folder), user="postgres", dbname="postgres", **more
    )


def connect(environment: Environment) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a session in which settings of the server can be changed. Raises ServerAway."""
    try:
        return psycopg.connect(address(environment), autocommit=True)
    except psycopg.OperationalError as error:
        message = f"The database cannot be reached: {str(error).strip()}"
        raise ServerAway(message) from error


def program(environment: Environment, name: str) -> str:
    """Return the path of one of PostgreSQL's programs: the embedded server's, or the machine's."""
    if not environment.backup_url:
        return str(postgres.binary(name))
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not here. Install PostgreSQL's client programs, as new as the server."
        raise ProgramMissing(message)
    return found


def folder(environment: Environment, name: str) -> Path:
    """Return a folder of the backups, made where it is not there, the server's own user's."""
    found = environment.backup_folder / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    own(environment.backup_folder)
    own(found)
    return found


def own(path: Path) -> None:
    """Give a path to the user that the embedded server runs as."""
    user = postgres.server_user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def failure_of(command: list[str]) -> str | None:
    """Run one of PostgreSQL's programs to its end; returns what it failed with, if it did."""
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        command, capture_output=True, text=True, check=False, **as_server()
    )
    if not done.returncode:
        return None
    return done.stderr.strip() or f"{command[0]} ended with {done.returncode}."


def as_server() -> dict[str, Any]:
    """Return how a program is started as the user that the embedded server runs as."""
    user = postgres.server_user()
    if user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
