"""The embedded servers, kept running as long as anybody uses them."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

from bankcore.runtime import postgres, redis
from bankcore.settings.env import Environment

_Act = Callable[[Environment], object]


@contextlib.contextmanager
def database(environment: Environment) -> Iterator[None]:
    """Have PostgreSQL running; the last to leave stops it. Nothing to do for an operator's own."""
    if not environment.database_is_embedded:
        yield
        return
    with _shared(environment, "postgres", postgres.start, postgres.stop):
        yield


@contextlib.contextmanager
def broker(environment: Environment) -> Iterator[None]:
    """Have Redis running; the last to leave stops it. Nothing to do for an operator's own."""
    if not environment.broker_is_embedded:
        yield
        return
    with _shared(environment, "redis", redis.start, redis.stop):
        yield


@contextlib.contextmanager
def _shared(environment: Environment, name: str, start: _Act, stop: _Act) -> Iterator[None]:
    """Share one server between processes.

    Users hold a shared lock on one file. Who gets it alone on leaving is the last; whoever
    comes meanwhile waits for that lock and starts the server again.
    """
    environment.data_folder.mkdir(parents=True, exist_ok=True)
    users: Path = environment.data_folder / f"{name}.users"
    with users.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        start(environment)
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                stop(environment)
