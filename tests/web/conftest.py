"""A bank that listens, for a real browser."""

import pytest

from tests.live import live_bank
from tests.web import browsing


@pytest.fixture
def address(committed_bank):
    if browsing.CHROMIUM is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with live_bank() as found:
        yield found.url
