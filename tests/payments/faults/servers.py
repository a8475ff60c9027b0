"""Servers of a test's own, which it may kill: a database and a broker, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections
from redis import Redis

from bankcore.crypto import key_ring, subject_keys
from bankcore.runtime import postgres, redis
from bankcore.settings import env
from tests import in_memory

_NAME = "bankcore"
_END_SECONDS = 20.0


class OwnDatabase:
    """A PostgreSQL server with a copy of the bank; `kill` ends all of it at once, as kill -9."""

    def __init__(self, folder: Path) -> None:
        self.environment = env.read({"BANKCORE_DATA": str(folder)})
        self.kills = 0
        # Whoever starts it again waits until a kill is over.
        self._one_at_a_time = threading.Lock()

    @property
    def urls(self) -> dict[str, str]:
        """Return the environment of a program that works with this database."""
        given = self.environment
        return {
            "DATABASE_URL": _url("bankcore_app", given),
            "DATABASE_OWNER_URL": _url("bankcore_owner", given),
        }

    def start(self) -> None:
        """Start it, recovering what a kill has left; one that runs is left so."""
        with self._one_at_a_time:
            postgres.start(self.environment)

    def stop(self) -> None:
        """End it as an operator does."""
        postgres.stop(self.environment)

    def kill(self) -> None:
        """Kill the server and every process of it, and return when they are gone."""
        with self._one_at_a_time:
            main = int((self.environment.postgres_folder / "postmaster.pid").read_text().split()[0])
            os.kill(main, signal.SIGSTOP)  # it makes no more processes
            every = [main, *_children(main)]
            for pid in every:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            # Until they are reaped as well: PostgreSQL takes a dead process for a living server.
            _wait(lambda: not any(_is_there(pid) for pid in every))
            self.kills += 1

    def fill(self, template: str) -> None:
        """Copy a database of the suite's server into this one, with its roles."""
        there = {"PGHOST": env.read().database.host, "PGUSER": "postgres"}
        here = {"PGHOST": str(self.environment.socket_folder), "PGUSER": "postgres"}
        load = [postgres.binary("psql"), "-q", "-d", _NAME]
        roles = _piped([postgres.binary("pg_dumpall"), "--roles-only"], there)
        subprocess.run(load, input=roles, env=_with(here), check=True, stderr=subprocess.DEVNULL)
        dump = _piped([postgres.binary("pg_dump"), template], there)
        subprocess.run(
            [*load, "-v", "ON_ERROR_STOP=1", "-o", os.devnull],
            input=dump,
            env=_with(here),
            check=True,
        )


@contextmanager
def own_database(template: str) -> Iterator[OwnDatabase]:
    """Run a database server that has a copy of `template`, and end it and its data after."""
    # In memory: what is killed is the server, not the machine, and its recovery waits for no disk.
    folder = Path(tempfile.mkdtemp(prefix="bk-", dir="/dev/shm"))
    folder.chmod(0o755)
    server = OwnDatabase(folder)
    try:
        server.start()
        server.fill(template)
        yield server
        server.start()
    finally:
        server.stop()
        shutil.rmtree(folder)


@contextmanager
def pointed_at(server: OwnDatabase) -> Iterator[None]:
    """Let this process's connections lead to the test's own server."""
    kept = {}
    for alias in ("default", "owner"):
        connections[alias].close()
        settings = connections[alias].settings_dict
        kept[alias] = {name: settings[name] for name in ("HOST", "NAME")}
        settings |= {"HOST": str(server.environment.socket_folder), "NAME": _NAME}
    _forget_keys()
    try:
        yield
    finally:
        connections.close_all()
        for alias, values in kept.items():
            connections[alias].settings_dict |= values
        _forget_keys()


class OwnBroker:
    """A Redis server; `kill` ends it as kill -9, `flush` empties it."""

    def __init__(self, folder: Path) -> None:
        self.environment = env.read({"BANKCORE_DATA": str(folder)})

    @property
    def url(self) -> str:
        """Return its address, as Celery takes it."""
        return self.environment.broker_url

    def start(self) -> None:
        """Start it, with what it had written before."""
        redis.start(self.environment)

    def stop(self) -> None:
        """End it as an operator does."""
        redis.stop(self.environment)

    def kill(self) -> None:
        """Kill it, and return when it is gone."""
        with self.client() as client:
            pid = int(client.info("server")["process_id"])
        os.kill(pid, signal.SIGKILL)
        _wait(lambda: not _is_there(pid))

    def client(self) -> Redis:
        """Return a client of it."""
        return Redis(unix_socket_path=str(self.environment.socket_folder / "redis.sock"))

    def flush(self) -> None:
        """Let it forget everything."""
        with self.client() as client:
            client.flushall()

    def queued(self, queue: str) -> int:
        """Return how many tasks are on a queue."""
        with self.client() as client:
            return client.llen(queue)


@contextmanager
def own_broker() -> Iterator[OwnBroker]:
    """Run a broker, and end it and its data after."""
    folder = Path(tempfile.mkdtemp(prefix="bk-", dir=in_memory.folder()))
    broker = OwnBroker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder)


def _url(role: str, environment: env.Environment) -> str:
    host = str(environment.socket_folder).replace("/", "%2F")
    return f"postgresql://{role}@{host}/{_NAME}"


def _with(more: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **more}


def _piped(command: list[object], variables: dict[str, str]) -> bytes:
    return subprocess.run(
        [str(each) for each in command], env=_with(variables), check=True, stdout=subprocess.PIPE
    ).stdout


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # "pid (name) state ppid ...": a name may hold blanks, never the last bracket.
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait(condition) -> None:
    until = time.monotonic() + _END_SECONDS
    while not condition():
        assert time.monotonic() < until, "it does not end"
        time.sleep(0.01)


def _forget_keys() -> None:
    key_ring.forget()
    subject_keys.forget()
