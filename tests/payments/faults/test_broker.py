"""The broker carries hints: killed or emptied it costs time, and loses no event and no task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from bankcore.benchmark import scratch
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.settings import env
from payments.processors.domain.events import CallbackReceived
from tests.conftest import NOW
from tests.payments.cards.till import wait_for
from tests.payments.faults import servers


@pytest.fixture
def broker() -> Iterator[servers.OwnBroker]:
    with servers.own_broker() as running:
        yield running


def variables(database: str, broker: servers.OwnBroker) -> dict[str, str]:
    """Return the environment of the bank's programs over this test's database and broker."""
    found = env.read()
    return os.environ | {
        "DATABASE_URL": scratch.url(found.database, database),
        "DATABASE_OWNER_URL": scratch.url(found.database_owner, database),
        "BROKER_URL": broker.url,
        "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
    }


@pytest.fixture
def relay(committed_bank, broker, tmp_path) -> Iterator[subprocess.Popen]:
    """Run the relay."""
    with (tmp_path / "relay.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_outbox_relay"],
            cwd=env.REPOSITORY,
            env=variables(committed_bank, broker),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def publish(*numbers: int) -> None:
    for number in numbers:
        use_case(outbox.publish)(
            CallbackReceived(callback_id=number), subject=f"callback:evt_{number}", at=NOW
        )


@pytest.mark.usefixtures("relay")
def test_a_broker_that_is_killed_has_its_tasks_when_it_is_there_again(broker):
    publish(1, 2)
    wait_for(lambda: broker.queued("payments") == 2)
    broker.kill()
    publish(3)
    time.sleep(0.3)
    assert outbox.backlog(now=NOW).waiting == 1
    broker.start()
    wait_for(lambda: broker.queued("payments") == 3)
    wait_for(lambda: outbox.backlog(now=NOW).waiting == 0)


@pytest.mark.usefixtures("relay")
def test_what_an_emptied_broker_has_forgotten_is_relayed_again(broker):
    publish(1, 2)
    wait_for(lambda: broker.queued("payments") == 2)
    broker.flush()
    publish(3)
    # At least once: the third may go by itself before the relay misses its mark.
    wait_for(lambda: broker.queued("payments") >= 3)
    wait_for(lambda: outbox.backlog(now=NOW).waiting == 0)
