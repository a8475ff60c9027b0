"""The clearing houses as a process of their own, for tests: real files, a real end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import programs

_READY = "clearing house is listening: control "


class ClearingHouse(programs.RunningProgram):
    """A running process of `manage.py run_clearing_house`; it can be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder / "clearing-house.log")
        self.folder = folder / "exchange"
        self._database = folder / "clearing-house.sqlite3"
        self._options = options
        self._port = 0
        self.instant_port = 0

    def start(self) -> None:
        """Start it and wait until it listens; it looks for files when it is told to."""
        command = ["run_clearing_house", "--watch", "3600"]
        command += ["--folder", str(self.folder), "--database", str(self._database)]
        # Started again, it listens where it did.
        command += ["--control-port", "0", "--instant-port", str(self.instant_port)]
        said = self.run([*command, *self._options], ready=_READY)
        control, _, instant = said.strip().partition(", instant ")
        self._port, self.instant_port = int(control), int(instant)

    def order(self, method: str, path: str, **values: Any) -> Any:
        """Carry out an order at the control port; fails where it is refused."""
        status, said = self.ask(method, path, **values)
        assert status == 200, said
        return said

    def ask(self, method: str, path: str, **values: Any) -> tuple[int, Any]:
        """Return how an order was answered."""
        return programs.ask(self._port, method, path, values or None)

    @property
    def instant_address(self) -> str:
        """Where its instant service is."""
        return f"http://127.0.0.1:{self.instant_port}"

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


@contextlib.contextmanager
def clearing_house(folder: Path, *options: str) -> Iterator[ClearingHouse]:
    """Run the clearing houses with their files in `folder`."""
    house = ClearingHouse(folder, *options)
    house.start()
    try:
        yield house
    finally:
        house.stop()
