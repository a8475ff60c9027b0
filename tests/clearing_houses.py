"""The clearing houses as a process of their own, for tests: real files, a real end."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bankcore.settings import env

_READY = "clearing house is listening: control "
_START_SECONDS = 60.0


class ClearingHouse:
    """A running process of `manage.py run_clearing_house`; it can be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder / "exchange"
        self._database = folder / "clearing-house.sqlite3"
        self._log = folder / "clearing-house.log"
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    def start(self) -> None:
        """Start it and wait until it listens; it looks for files when it is told to."""
        command = [sys.executable, "manage.py", "run_clearing_house", "--watch", "3600"]
        command += ["--folder", str(self.folder), "--database", str(self._database)]
        command += ["--control-port", "0", *self._options]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=env.REPOSITORY,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "bankcore.settings.test"},
            )
        self._port = self._read_port()

    def _read_port(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if not select.select([self._process.stdout], [], [], 0.5)[0]:
                continue
            line = self._process.stdout.readline()
            if line.startswith(_READY):
                return int(line.removeprefix(_READY))
            if not line:
                break
        self.kill()
        raise AssertionError("the clearing house did not start: " + self._log.read_text()[-2000:])

    def order(self, method: str, path: str, **values: Any) -> Any:
        """Carry out an order at the control port; fails where it is refused."""
        status, said = self.ask(method, path, **values)
        assert status == 200, said
        return said

    def ask(self, method: str, path: str, **values: Any) -> tuple[int, Any]:
        """Return how an order was answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, json.dumps(values) if values else None)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def look(self) -> Any:
        """Have it work on the bank's files."""
        return self.order("POST", "/look")

    def clear(self, day: str) -> Any:
        """Have it end a day."""
        return self.order("POST", "/clear", date=day)

    def network(self, name: str = "sepa") -> Any:
        """Return what it knows of a network."""
        return self.order("GET", "/state")["networks"][name]

    def files(self, name: str = "sepa") -> list[Path]:
        """Return the files in a network's outbox, by name."""
        return sorted((self.folder / name / "out").glob("[!.]*"))

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


@contextlib.contextmanager
def clearing_house(folder: Path, *options: str) -> Iterator[ClearingHouse]:
    """Run the clearing houses with their files in `folder`."""
    house = ClearingHouse(folder, *options)
    house.start()
    try:
        yield house
    finally:
        house.stop()
