import pytest

from bankcore.identity.public import Role
from tests.colleagues import member


@pytest.fixture
def anna(bank):
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def ben(bank):
    return member("ben", Role.RISK_ANALYST)


@pytest.fixture
def two(anna, ben):
    return anna, ben
