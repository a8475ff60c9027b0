"""A program of the outside world as a process of its own, for tests: a real start, a real end."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bankcore.settings import env

_START_SECONDS = 60.0
_END_SECONDS = 30.0
_ANSWER_SECONDS = 60.0


class RunningProgram:
    """A process of `manage.py`; it can be killed and started again. Others add what it is for."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """Return the process's number."""
        assert self._process is not None
        return self._process.pid

    def run(self, command: Sequence[str], *, ready: str) -> str:
        """Start it and return what its first line says behind `ready`."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=env.REPOSITORY,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "bankcore.settings.test"},
            )
        assert self._process.stdout is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if not select.select([self._process.stdout], [], [], 0.5)[0]:
                continue
            line = self._process.stdout.readline()
            if line.startswith(ready):
                return line.removeprefix(ready)
            if not line:
                break
        self.kill()
        raise AssertionError(f"{command[0]} did not start: " + self._log.read_text()[-2000:])

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
        try:
            process.wait(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        if process.stdout is not None:
            process.stdout.close()


def ask(port: int, method: str, path: str, values: Any = None) -> tuple[int, Any]:
    """Return status and content of an order at a control port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
    try:
        body = None if values is None else json.dumps(values)
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()
