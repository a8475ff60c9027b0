"""A lake of its own for each test, and loads that see everything that the test has committed."""

import pytest

from reporting.warehouse import public as warehouse
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.final import wait_until_final


@pytest.fixture(autouse=True)
def lake(committed_bank, settings, tmp_path):
    settings.LAKE_FOLDER = tmp_path / "lake"
    return settings.LAKE_FOLDER


@pytest.fixture
def load():
    """Load once no transaction of the server, another test's included, is older than ours."""

    def run(*, day=OPENING_DAY, now=NOW, **more):
        wait_until_final(seconds=180)
        return warehouse.load(day=day, actor=TESTER, now=now, **more)

    return run
