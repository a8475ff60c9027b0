"""The measure of webhooks brings all that it records."""

import pytest

from bankcore.benchmark import webhooks
from bankcore.settings import env


@pytest.mark.usefixtures("committed_bank")
def test_every_webhook_is_delivered_and_timed(committed_bank):
    said = []
    measured = webhooks.measure(env.read(), committed_bank, count=40, endpoints=2, say=said.append)
    assert measured.recorded.units == 40
    assert 0 < measured.delivered.units <= 80
    assert measured.delivered.per_second > 0
    assert len(said) == 2
