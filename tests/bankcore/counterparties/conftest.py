from collections.abc import Iterator

import pytest

from tests.bankcore.counterparties.acquirer import Acquirer
from tests.counterparties import CardNetwork, card_network


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
def connect(network) -> Iterator:
    """Return a function that connects to a network and signs on."""
    opened = []

    def make(name: str = "visa", *, sign_on: bool = True) -> Acquirer:
        zone = bytes.fromhex(network.zone_key_file.read_text().strip())
        acquirer = Acquirer(name, network.port(name), zone)
        opened.append(acquirer)
        if sign_on:
            acquirer.sign_on()
        return acquirer

    yield make
    for acquirer in opened:
        acquirer.close()


@pytest.fixture
def visa(connect) -> Acquirer:
    return connect("visa")


@pytest.fixture
def mastercard(connect) -> Acquirer:
    return connect("mastercard")
