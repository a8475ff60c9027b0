"""PostgreSQL's own benchmark, the yardstick: TPC-B-like by pgbench, on the same server."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

from bankcore.runtime import postgres
from bankcore.settings.env import Database

_CLIENTS = 8
_THREADS = 2
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


class PgbenchFailed(RuntimeError):
    """The program did not run; the message is what it said."""


def fill(owner: Database, name: str, *, scale: int) -> None:
    """Make the program's tables in the database `name`.

    A scale above the number of clients keeps them from queueing for one branch's row.
    """
    _pgbench(owner, name, "--initialize", "--quiet", "--scale", str(scale))


def measure(owner: Database, name: str, *, seconds: int) -> float:
    """Return TPC-B-like transactions a second in the database `name`."""
    said = _pgbench(
        owner,
        name,
        *("--client", str(_CLIENTS), "--jobs", str(_THREADS), "--protocol", "prepared"),
        *("--time", str(seconds)),
    )
    found = _RATE.search(said)
    if found is None:
        raise PgbenchFailed(said)
    return float(found[1])


def _pgbench(owner: Database, name: str, *options: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [postgres.binary("pgbench"), *_address(owner), *options, name],
        env={**os.environ, "PGPASSWORD": owner.password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PgbenchFailed(done.stderr)
    return done.stdout


def _address(owner: Database) -> Sequence[str]:
    port = ["--port", owner.port] if owner.port else []
    return ["--host", owner.host, *port, "--username", owner.user]
