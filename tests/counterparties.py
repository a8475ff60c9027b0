"""The card networks as a process of their own, for tests: real ports, real files, a real end."""

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests import programs

_READY = "card network is listening: "


class CardNetwork(programs.RunningProgram):
    """A running process of `manage.py run_card_network`; it can be killed and started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        super().__init__(folder / "card-network.log")
        self.folder = folder / "exchange"
        self.zone_key_file = folder / "zone-key"
        self.database = folder / "card-network.sqlite3"
        self._options = options
        self._ports: dict[str, int] = {}

    def start(self) -> None:
        """Start it, on the ports it had before, and wait until it listens."""
        command = ["run_card_network"]
        for name in ("visa", "mastercard", "control", "pages"):
            command += [f"--{name}-port", str(self._ports.get(name, 0))]
        command += ["--folder", str(self.folder), "--database", str(self.database)]
        command += ["--zone-key-file", str(self.zone_key_file), *self._options]
        places = [each.split() for each in self.run(command, ready=_READY).split(",")]
        self._ports = {name: int(place.rpartition(":")[2]) for name, place in places}

    def port(self, network: str) -> int:
        """Return the port of `visa`, `mastercard`, `control` or `pages`."""
        return self._ports[network]

    def order(self, method: str, path: str, values: Any = None) -> Any:
        """Give an order at the control port and return what it answers; fails unless 200."""
        status, content = self.ask(method, path, values)
        assert status == 200, content
        return content

    def ask(self, method: str, path: str, values: Any = None) -> tuple[int, Any]:
        """Return status and content of an order."""
        return programs.ask(self.port("control"), method, path, values)

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
