"""A lake of its own for each test, and loads that see everything that the test has committed."""

import time

import pytest
from django.db import connection

from reporting.warehouse import public as warehouse
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER


@pytest.fixture(autouse=True)
def lake(committed_bank, settings, tmp_path):
    settings.LAKE_FOLDER = tmp_path / "lake"
    return settings.LAKE_FOLDER


@pytest.fixture
def load():
    """Load once no transaction of the server, another test's included, is older than ours."""

    def run(*, day=OPENING_DAY, now=NOW, **more):
        until_final()
        return warehouse.load(day=day, actor=TESTER, now=now, **more)

    return run


def until_final(seconds: float = 180) -> None:
    """Wait until what was committed until now is older than every transaction of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (ours,) = cursor.fetchone()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            if cursor.fetchone()[0] > ours:
                return
            time.sleep(0.05)
    pytest.fail("another transaction of the server did not end")
