"""kill -9 of the link at every point of a message's way: no hold stays, and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bankcore import clock
from bankcore.benchmark import scratch
from bankcore.settings import env
from payments.cards.models import StoredReversal
from tests.payments.cards import till
from tests.payments.cards.test_network import authorisation_of, open_at


@pytest.fixture
def start(standing_bank, network, tmp_path) -> Iterator:
    """Return a function that starts the link's process, to die at a point."""
    running: list[subprocess.Popen] = []
    found = env.read()

    def make(point: str = "") -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.payments.cards.dying_link"]
        command += [str(network.port("visa")), str(network.zone_key_file)]
        command += [str(tmp_path / "codes.sock"), point]
        process = subprocess.Popen(
            command,
            cwd=env.REPOSITORY,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
                "DATABASE_URL": scratch.url(found.database, standing_bank),
                "DATABASE_OWNER_URL": scratch.url(found.database_owner, standing_bank),
            },
        )
        running.append(process)
        return process

    yield make
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=20)


ENDS = {
    "before_sent": "NOT_SENT",  # nothing left; its security code died with the process
    "sent": "REVERSED",  # the network says 25: never seen
    "written": "REVERSED",
    "answered": "REVERSED",
    "reversal_written": "REVERSED",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("point", ENDS)
def test_whatever_point_the_link_dies_at_no_hold_stays_and_nothing_is_a_false_success(
    start, shop, network, point
):
    method = till.card(shop)
    if point == "reversal_written":
        network.fault("drop_answer")
    before = StoredReversal.objects.count()
    dying = start(point)
    till.wait_for(lambda: till.VISA.health(now=clock.now()).is_up, seconds=60)
    till.pay_in_background(shop, method)
    dying.wait(timeout=30)
    start()
    till.wait_for(lambda: till.operation_states(till.latest()) != [("AUTHORISE", "QUEUED")])
    till.wait_for(till.all_acknowledged, seconds=60)
    payment = till.latest()
    assert till.operation_states(payment)[0] == ("AUTHORISE", ENDS[point])
    assert authorisation_of(payment).state != "SUCCEEDED"
    assert open_at(network, payment) == 0
    taken_back = 0 if point == "before_sent" else 1
    assert StoredReversal.objects.count() == before + taken_back
