"""A bank beside a card network's own process, whose servers may be killed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from bankcore import clock
from payments.gateway.models import ConnectorHealth
from payments.gateway.services import making
from tests.counterparties import CardNetwork, card_network
from tests.live import live_bank
from tests.payments.cards import conftest as cards
from tests.payments.cards import till
from tests.payments.faults import servers
from tests.payments.faults.program import Program
from tests.payments.gateway import shops

standing_bank = cards.standing_bank


@pytest.fixture(autouse=True)
def _networks(settings) -> None:
    settings.GATEWAY_CONNECTORS = "tests.payments.cards.till.CONNECTORS"


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Iterator[CardNetwork]:
    """Run a network that works with this module's bank alone."""
    with card_network(tmp_path_factory.mktemp("network")) as running:
        yield running


@pytest.fixture(scope="module")
def own_database(_template, django_db_blocker) -> Iterator[servers.OwnDatabase]:
    """Give a module's tests a bank on a database server of its own."""
    with (
        django_db_blocker.unblock(),
        servers.own_database(_template) as server,
        servers.pointed_at(server),
    ):
        yield server


class Link:
    """The link's process, started again where it has ended, as the bank's supervisor does."""

    def __init__(self, network: CardNetwork, folder: Path, *names: str) -> None:
        self._network, self._folder = network, folder
        self._names = names or ("visa",)
        self._count = 0
        self.running: till.RunningLink | None = None
        self.at: Callable[[str], None] = lambda _point: None

    def start(self) -> Link:
        """Start it, and return once it is signed on."""
        self._count += 1
        zone = bytes.fromhex(self._network.zone_key_file.read_text().strip())
        self.running = till.RunningLink(
            {name: self._network.port(name) for name in self._names},
            zone,
            self._folder / f"codes{self._count}.sock",
        )
        self.running.points = _Points(self._reached)
        self.running.start().wait_until_on()
        return self

    def _reached(self, point: str) -> None:
        self.at(point)

    def again(self) -> None:
        """Start it where it has ended."""
        if self.running is not None and self.running.failed is not None:
            self.running.stop()
            self.start()

    def stop(self) -> None:
        """End it."""
        if self.running is not None:
            self.running.stop()


class _Points(list):
    """Calls whoever wants to know where the link is."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__()
        self._heard = heard

    def append(self, point: str) -> None:
        """Tell of a point that was reached."""
        super().append(point)
        self._heard(point)


@pytest.fixture(scope="module")
def link(own_database, network, tmp_path_factory) -> Iterator[Link]:
    """Run the link to the network over the module's own database."""
    logging.getLogger("payments.cards").setLevel(logging.CRITICAL)
    started = Link(network, tmp_path_factory.mktemp("link")).start()
    yield started
    own_database.start()
    connections.close_all()
    started.stop()


@pytest.fixture(scope="module")
def own_shop(own_database, link):
    del own_database
    return Program(shops.merchant(reserve_bps=500), repair=link.again)


@pytest.fixture
def program(own_shop, own_database, link, network) -> Iterator[Program]:
    """Give a shop's program at a bank that listens, all of it running."""

    def repair() -> None:
        connections.close_all()
        own_database.start()
        link.again()

    repair()
    network.order("DELETE", "/faults")
    ConnectorHealth.objects.update(failures=0, open_until=None, probing_until=None)
    till.wait_for(lambda: till.VISA.health(now=clock.now()).is_up)
    own_shop.repair, own_shop.failures = repair, []
    with live_bank() as bank:
        own_shop.url = bank.url
        yield own_shop
    link.at = lambda _point: None


@pytest.fixture(scope="module")
def standing_link(standing_bank, network, tmp_path_factory) -> Iterator[Link]:
    """Run the link to both networks over one database for a module's tests."""
    del standing_bank
    logging.getLogger("payments.cards").setLevel(logging.CRITICAL)
    started = Link(network, tmp_path_factory.mktemp("link"), "visa", "mastercard").start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def standing_shop(standing_link):
    del standing_link
    return shops.merchant()


@pytest.fixture
def shop(standing_shop, network):
    """Give a shop whose payments are brought to networks, whatever failed before."""
    network.order("DELETE", "/faults")
    ConnectorHealth.objects.update(failures=0, open_until=None, probing_until=None)
    return standing_shop


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Let authorisations wait less long than payers do."""
    monkeypatch.setattr(making, "_MAY_LEAVE_WITHIN", timedelta(seconds=3))
