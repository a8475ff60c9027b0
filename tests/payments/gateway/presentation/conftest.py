"""Shops that call the bank, over the wire or not."""

import pytest

from tests.live import live_bank
from tests.payments.gateway.presentation.merchants import Shop


@pytest.fixture
def shop(bank) -> Shop:
    return Shop()


@pytest.fixture
def server(committed_bank):
    """Serve a bank whose commits are real."""
    with live_bank() as found:
        yield found
