"""A whole bank of this run's own: every process of it, in a folder that is thrown away."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import conninfo
from redis import Redis

from bankcore.demo import outside
from bankcore.settings import env

_HOST: Final = "127.0.0.1"
_PORTS: Final = (
    *("VISA_ADDRESS", "MASTERCARD_ADDRESS", "CARD_NETWORK_CONTROL_PORT"),
    *("CARD_NETWORK_PAGES_PORT", "CLEARING_HOUSE_CONTROL_PORT", "INSTANT_ADDRESS"),
)
_UP: Final = re.compile(r"(\w+) +up, process (\d+)")
_START_SECONDS: Final = 600.0
_STOP_SECONDS: Final = 300.0


class BankNotThere(RuntimeError):
    """The bank did not start, or did not stop; the message ends with what it said."""


class WholeBank:
    """`make run` in a folder of its own; its processes are known by their numbers."""

    def __init__(self, folder: Path) -> None:
        """Choose free ports; nothing runs yet."""
        web, *others = outside.free_ports(1 + len(_PORTS))
        self.address = (_HOST, web)
        self._variables = os.environ | {
            "BANKCORE_DATA": str(folder),
            "WEB_ADDRESS": f"{_HOST}:{self.address[1]}",
            "DJANGO_SETTINGS_MODULE": "bankcore.settings.development",
            **{name: _address(name, port) for name, port in zip(_PORTS, others, strict=True)},
        }
        self.environment = env.read(self._variables)
        self._more: dict[str, str] = {}
        self._said: list[str] = []
        self._pids: dict[str, int] = {}
        self._process: subprocess.Popen[str] | None = None

    def set_up(self) -> None:
        """Make database and demo bank."""
        subprocess.run(
            [sys.executable, "-m", "bankcore.runtime.setup"],
            env=self._variables,
            cwd=env.REPOSITORY,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start every process and return when all are up; raises BankNotThere.

        `more` are variables of the environment, until it is started again.
        """
        self._said.clear()
        self._more = dict(more or {})
        self.environment = env.read(self._variables | self._more)
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "run_bank"],
            env=self._variables | self._more,
            cwd=env.REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        self._wait(lambda: self._has_greeted() or self._has_ended(), _START_SECONDS)
        if self._has_ended():
            message = f"It ended at its start:\n{self.said()}"
            raise BankNotThere(message)

    def start_again(self) -> None:
        """Start it as it is made, where a fault has left it stopped; raises BankNotThere."""
        if self._has_ended():
            self.start()

    def ask_to_stop(self) -> None:
        """Send the signal of an orderly stop, and return at once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def wait_until_stopped(self) -> None:
        """Return when it has ended by itself; raises BankNotThere."""
        if self._process is not None:
            self._wait(self._has_ended, _STOP_SECONDS)

    def stop(self) -> None:
        """Stop it in order; raises BankNotThere."""
        self.ask_to_stop()
        self.wait_until_stopped()

    def end(self) -> None:
        """End whatever still runs of it."""
        if self._process is not None and not self._has_ended():
            self.ask_to_stop()
            with suppress(BankNotThere):
                self.wait_until_stopped()
            self._process.kill()

    def pid(self, name: str) -> int:
        """Return the number of a program's first process, as the supervisor said it last."""
        return self._pids[name]

    def programs(self) -> list[str]:
        """Return the names of all programs."""
        return sorted(self._pids)

    def postmaster(self) -> int:
        """Return the number of the database's first process."""
        path = self.environment.postgres_folder / "postmaster.pid"
        return int(path.read_text().split()[0])

    def said(self) -> str:
        """Return the last that the bank's supervisor said."""
        return "".join(self._said[-20:])

    def broker(self) -> Redis:
        """Return a client of its Redis."""
        return Redis(unix_socket_path=str(self.environment.socket_folder / "redis.sock"))

    def connect(self, user: str = "bankcore_owner") -> psycopg.Connection[tuple[Any, ...]]:
        """Open a session with its database."""
        owner = self.environment.database_owner
        where = conninfo.make_conninfo(
            host=owner.host, user=user, dbname=owner.name, connect_timeout=5, **owner.options
        )
        return psycopg.connect(where)

    def manage(self, *command: str, more: Mapping[str, str] | None = None) -> tuple[bool, str]:
        """Run a command of its own; returns whether that went well, and its last line."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "manage.py", *command],
            env=self._variables | self._more | dict(more or {}),
            cwd=env.REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (done.stdout + done.stderr).strip().splitlines()
        return done.returncode == 0, lines[-1] if lines else ""

    def _listen(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            up = _UP.match(line)
            if up:
                self._pids[up[1]] = int(up[2])
            self._said.append(line)

    def _has_greeted(self) -> bool:
        return any("Ctrl-C stops" in line for line in self._said)

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _wait(self, condition: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                message = f"It did not come about within {seconds:g} s:\n{self.said()}"
                raise BankNotThere(message)
            time.sleep(0.05)


@contextmanager
def running() -> Iterator[WholeBank]:
    """Give a whole bank that runs, ended and removed after."""
    folder = Path(tempfile.mkdtemp(prefix="bk-chaos-"))
    folder.chmod(0o755)
    bank = WholeBank(folder)
    try:
        bank.set_up()
        bank.start()
        yield bank
    finally:
        bank.end()
        shutil.rmtree(folder, ignore_errors=True)


def _address(name: str, port: int) -> str:
    if name == "INSTANT_ADDRESS":
        return f"http://{_HOST}:{port}"
    return f"{_HOST}:{port}" if name.endswith("ADDRESS") else str(port)
