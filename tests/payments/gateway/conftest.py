"""Networks that do as tests tell them."""

import pytest

from tests.payments.gateway import networks, shops


@pytest.fixture(autouse=True)
def _networks(settings) -> None:
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    networks.forget()


@pytest.fixture
def shop(bank):
    """Take on a shop that takes payments."""
    return shops.merchant()
