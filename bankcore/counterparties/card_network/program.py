"""The program: a host for each network, the control port, and one memory."""

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bankcore.counterparties.card_network import state
from bankcore.counterparties.card_network.challenges import Challenges
from bankcore.counterparties.card_network.clearing import orders as clearing
from bankcore.counterparties.card_network.connection import Connection
from bankcore.counterparties.card_network.control import Control, Refused
from bankcore.counterparties.card_network.faults import Faults, Order
from bankcore.counterparties.card_network.fields import DIALECTS
from bankcore.counterparties.card_network.keys import zone_key
from bankcore.counterparties.card_network.network import Network
from bankcore.counterparties.card_network.pages import Pages
from bankcore.counterparties.card_network.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the program runs; a port of 0 is any that is free, amounts in minor units."""

    ports: Mapping[str, int]
    control_port: int
    pages_port: int
    folder: Path
    database: Path
    zone_key_file: Path
    host: str = "127.0.0.1"
    daily_limit: int = 5_000_000
    watch_seconds: float = 0.0
    ready: Callable[[str], None] = field(default=print)


class Program:
    """Everything that runs: networks by name."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._faults = Faults()
        self._store = Store(options.database)
        zone = zone_key(options.zone_key_file)
        self.networks = {
            name: Network(
                DIALECTS[name],
                self._store,
                self._faults,
                zone=zone,
                daily_limit=options.daily_limit,
            )
            for name in options.ports
        }
        self._challenges = {
            name: Challenges(name, self._store, zone=zone) for name in options.ports
        }

    async def run(self) -> None:
        """Listen until SIGTERM or Ctrl-C; files that were left half-written come first."""
        loop, stopped, options = asyncio.get_running_loop(), asyncio.Event(), self._options
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        for name in self.networks:
            clearing.prepare(options.folder, name)
            clearing.write_what_is_kept(self._store, options.folder, name)
        servers, places = [], []
        for name, port in options.ports.items():
            make = _maker(self.networks[name])
            server = await loop.create_server(make, options.host, port)
            servers.append(server)
            places.append(f"{name} {_place(server)}")
        control = await asyncio.start_server(
            Control(self._orders()).serve, "127.0.0.1", options.control_port
        )
        servers.append(control)
        places.append(f"control {_place(control)}")
        pages = await asyncio.start_server(
            Pages(self._challenges).serve, options.host, options.pages_port
        )
        servers.append(pages)
        places.append(f"pages {_place(pages)}")
        options.ready(f"card network is listening: {', '.join(places)}")
        watching = self._watch() if options.watch_seconds else None
        await stopped.wait()
        if watching:
            watching.cancel()
        for server in servers:
            server.close()
        self._store.close()

    def _orders(self) -> Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Any]]:
        return {
            ("GET", "/state"): self._state,
            ("GET", "/challenges"): self._told_challenges,
            ("POST", "/faults"): self._add_fault,
            ("DELETE", "/faults"): self._clear_faults,
            ("POST", "/key-change"): self._change_keys,
            ("POST", "/dispute"): self._dispute,
            ("POST", "/clear"): self._clear,
        }

    def _state(self, values: Mapping[str, Any]) -> Any:
        lists_open = values.get("open", "1") != "0"
        return {
            "networks": {
                name: state.told(each, lists_open=lists_open)
                for name, each in self.networks.items()
            },
            "faults_waiting": self._faults.waiting,
        }

    def _told_challenges(self, _values: Mapping[str, Any]) -> Any:
        return {name: each.told() for name, each in self._challenges.items()}

    def _add_fault(self, values: Mapping[str, Any]) -> Any:
        self._faults.add(Order(**values))
        return {"faults_waiting": self._faults.waiting}

    def _clear_faults(self, _values: Mapping[str, Any]) -> Any:
        self._faults.clear()
        return {"faults_waiting": 0}

    def _change_keys(self, values: Mapping[str, Any]) -> Any:
        told = 0
        for network in self._chosen(values):
            for connection in network.connections:
                if connection.session.signed_on:
                    connection.change_key()
                    told += 1
        return {"connections": told}

    def _dispute(self, values: Mapping[str, Any]) -> Any:
        return clearing.dispute(self._store, values)

    def _clear(self, values: Mapping[str, Any]) -> Any:
        day = clearing.business_day(values)
        return {
            network.name: clearing.end_day(self._store, self._options.folder, network.name, day)
            for network in self._chosen(values)
        }

    def _chosen(self, values: Mapping[str, Any]) -> list[Network]:
        name = values.get("network")
        if name is None:
            return list(self.networks.values())
        if name not in self.networks:
            raise Refused(404, f"{name} is not a network here.")
        return [self.networks[name]]

    def _watch(self) -> "asyncio.Task[None]":
        return asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        """End the day of a network whenever a new file is in its inbox."""
        while True:
            await asyncio.sleep(self._options.watch_seconds)
            for name in self.networks:
                day = clearing.day_of_a_new_file(self._store, self._options.folder, name)
                if day is None:
                    continue
                try:
                    clearing.end_day(self._store, self._options.folder, name, day)
                except Exception:  # tried again at the next look
                    logger.exception("%s: the day could not be ended", name)


def _maker(network: Network) -> Callable[[], Connection]:
    return lambda: Connection(network)


def _place(server: asyncio.Server) -> str:
    host, port, *_ = server.sockets[0].getsockname()
    return f"{host}:{port}"
