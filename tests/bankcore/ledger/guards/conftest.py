"""The ledger's tables, as each of the two roles reaches them."""

import pytest
from django.db import connections

from tests.bankcore.ledger.guards.raw import RawBooks


@pytest.fixture(params=["default", "owner"], ids=["application", "owner"])
def raw(request, bank) -> RawBooks:
    return RawBooks(connections[request.param])


@pytest.fixture
def application(bank) -> RawBooks:
    return RawBooks(connections["default"])
