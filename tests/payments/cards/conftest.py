"""The card networks' process, and a link to it."""

import logging
from collections.abc import Iterator

import pytest

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


@pytest.fixture
def shop(committed_bank):
    return shops.merchant()


@pytest.fixture
def link(committed_bank, network, tmp_path) -> Iterator:
    """Return a function that runs the link to a network, or to both."""
    logging.getLogger("payments.cards").setLevel(logging.ERROR)
    zone = bytes.fromhex(network.zone_key_file.read_text().strip())
    running = []

    def make(*names: str, **options) -> till.RunningLink:
        ports = {name: network.port(name) for name in names or ("visa",)}
        made = till.RunningLink(ports, zone, tmp_path / "codes.sock", **options)
        running.append(made)
        return made.start().wait_until_on()

    yield make
    for each in running:
        each.stop()
