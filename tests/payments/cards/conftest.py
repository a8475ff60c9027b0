"""The card networks' process, and a link to it."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from bankcore.benchmark import scratch
from bankcore.settings import env
from payments.gateway.models import ConnectorHealth
from payments.gateway.services import making
from tests import conftest as databases
from tests.counterparties import CardNetwork, card_network
from tests.payments.cards import till
from tests.payments.gateway import shops


@pytest.fixture(autouse=True)
def _networks(settings) -> None:
    settings.GATEWAY_CONNECTORS = "tests.payments.cards.till.CONNECTORS"


@pytest.fixture(scope="package")
def shared_network(tmp_path_factory) -> Iterator[CardNetwork]:
    with card_network(tmp_path_factory.mktemp("network")) as network:
        yield network


@pytest.fixture
def network(shared_network) -> Iterator[CardNetwork]:
    """Return the running networks, with no fault ordered."""
    shared_network.order("DELETE", "/faults")
    yield shared_network
    shared_network.order("DELETE", "/faults")


@pytest.fixture(scope="module")
def standing_bank(_template, django_db_blocker) -> Iterator[str]:
    """Give a module's tests one database of their own: each looks at its own payments alone."""
    name = f"{_template}_{threading.get_native_id()}_cards"
    with django_db_blocker.unblock():
        connections.close_all()
        databases._replace_database(name, template=_template)
        databases._point_to(name)
        yield name
        connections.close_all()
        databases._point_to(_template)
    databases._drop_database(name)


@pytest.fixture(scope="module")
def shop_of_module(standing_bank):
    return shops.merchant()


@pytest.fixture
def shop(shop_of_module):
    """Return a shop whose payments are brought to networks, whatever failed before."""
    ConnectorHealth.objects.update(failures=0, open_until=None, probing_until=None)
    return shop_of_module


@pytest.fixture(scope="module")
def link(standing_bank, shared_network, tmp_path_factory) -> Iterator[till.RunningLink]:
    """Run the link to both networks."""
    logging.getLogger("payments.cards").setLevel(logging.ERROR)
    zone = bytes.fromhex(shared_network.zone_key_file.read_text().strip())
    ports = {name: shared_network.port(name) for name in till.OF}
    socket: Path = tmp_path_factory.mktemp("link") / "codes.sock"
    running = till.RunningLink(ports, zone, socket).start()
    yield running.wait_until_on()
    running.stop()


@pytest.fixture
def link_up(link) -> None:
    """Wait until every network is signed on: the test before may have broken a connection."""
    link.wait_until_on()


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Let authorisations wait less long than payers do."""
    monkeypatch.setattr(making, "_MAY_LEAVE_WITHIN", timedelta(seconds=1.2))


@pytest.fixture
def start(standing_bank, network, tmp_path) -> Iterator:
    """Return a function that starts the link's process, to die at a point."""
    running: list[subprocess.Popen] = []
    found = env.read()

    def make(point: str = "") -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.payments.cards.dying_link"]
        command += [str(network.port("visa")), str(network.zone_key_file)]
        command += [str(tmp_path / "codes.sock"), point]
        process = subprocess.Popen(
            command,
            cwd=env.REPOSITORY,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
                "DATABASE_URL": scratch.url(found.database, standing_bank),
                "DATABASE_OWNER_URL": scratch.url(found.database_owner, standing_bank),
            },
        )
        running.append(process)
        return process

    yield make
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=20)
