"""Shops that call the bank, over the wire or not."""

import pytest

from tests.payments.gateway.presentation.merchants import Shop


@pytest.fixture
def shop(bank) -> Shop:
    return Shop()
