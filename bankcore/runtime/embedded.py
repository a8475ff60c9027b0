"""The embedded servers, kept running as long as anybody uses them."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator

from bankcore.runtime import postgres, redis
from bankcore.settings.env import Environment


@contextlib.contextmanager
def database(environment: Environment) -> Iterator[None]:
    """Have PostgreSQL running; the last to leave stops it. Nothing to do for an operator's own.

    Users hold a shared lock on one file. Who gets it alone on leaving is the last; whoever
    comes meanwhile waits for that lock and starts the server again.
    """
    if not environment.database_is_embedded:
        yield
        return
    environment.data_folder.mkdir(parents=True, exist_ok=True)
    with (environment.data_folder / "postgres.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        postgres.start(environment)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                postgres.stop(environment)


@contextlib.contextmanager
def broker(environment: Environment) -> Iterator[None]:
    """Have Redis running; whoever started it stops it. Nothing to do for an operator's own."""
    started = environment.broker_is_embedded and redis.start(environment)
    try:
        yield
    finally:
        if started:
            redis.stop(environment)
