"""The card networks as a process of their own, for tests: real ports, real files, a real end."""

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
from datetime import date
from pathlib import Path
from typing import Any

from bankcore.settings import env

_READY = "card network is listening: "
_START_SECONDS = 60.0


class CardNetwork:
    """A running process of `manage.py run_card_network`; it can be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder / "exchange"
        self.zone_key_file = folder / "zone-key"
        self.database = folder / "card-network.sqlite3"
        self._options = options
        self._log = folder / "card-network.log"
        self._process: subprocess.Popen[str] | None = None
        self._ports: dict[str, int] = {}

    def start(self) -> None:
        """Start it, on the ports it had before, and wait until it listens."""
        command = [sys.executable, "manage.py", "run_card_network"]
        for name in ("visa", "mastercard", "control"):
            command += [f"--{name}-port", str(self._ports.get(name, 0))]
        command += ["--folder", str(self.folder), "--database", str(self.database)]
        command += ["--zone-key-file", str(self.zone_key_file), *self._options]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=env.REPOSITORY,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": "bankcore.settings.test"},
            )
        self._ports = self._read_ports()

    def _read_ports(self) -> dict[str, int]:
        assert self._process is not None
        assert self._process.stdout is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            if not select.select([self._process.stdout], [], [], 0.5)[0]:
                continue
            line = self._process.stdout.readline()
            if not line:
                break
            if line.startswith(_READY):
                places = [each.split() for each in line.removeprefix(_READY).split(",")]
                return {name: int(place.rpartition(":")[2]) for name, place in places}
        self.kill()
        raise AssertionError("the card network did not start: " + self._log.read_text()[-2000:])

    def port(self, network: str) -> int:
        """Return the port of `visa`, `mastercard` or `control`."""
        return self._ports[network]

    @property
    def pid(self) -> int:
        """Return the process's number."""
        assert self._process is not None
        return self._process.pid

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
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def order(self, method: str, path: str, values: Any = None) -> Any:
        """Give an order at the control port and return what it answers; fails unless 200."""
        status, content = self.ask(method, path, values)
        assert status == 200, content
        return content

    def ask(self, method: str, path: str, values: Any = None) -> tuple[int, Any]:
        """Return status and content of an order."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port("control"), timeout=60)
        try:
            body = None if values is None else json.dumps(values)
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def fault(self, kind: str, **order: Any) -> None:
        """Order a fault: count, seconds, on, network."""
        self.order("POST", "/faults", {"kind": kind, **order})

    def state(self, network: str = "visa") -> Any:
        """Return what one network tells of itself."""
        return self.order("GET", "/state")["networks"][network]

    def clear(self, day: date | str, **values: Any) -> Any:
        """End the networks' day."""
        return self.order("POST", "/clear", {"date": str(day), **values})

    def dispute(self, *, arn: str, reason: str, amount_minor: int) -> Any:
        """Let a cardholder dispute a purchase; the chargeback comes with the next clearing."""
        order = {"arn": arn, "reason": reason, "amount_minor": amount_minor}
        return self.order("POST", "/dispute", order)

    def inbox(self, network: str) -> Path:
        """Return the folder that the bank hands its files in at."""
        return self.folder / network / "in"

    def outbox(self, network: str) -> Path:
        """Return the folder of the network's files."""
        return self.folder / network / "out"


@contextlib.contextmanager
def card_network(folder: Path, *options: str) -> Iterator[CardNetwork]:
    """Run the card networks in `folder`, and end them after."""
    network = CardNetwork(folder, *options)
    network.start()
    try:
        yield network
    finally:
        network.stop()
