"""The relay as its own process, between a real PostgreSQL and a real Redis."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from redis import Redis

from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.outbox.management.commands import run_outbox_relay
from bankcore.runtime import embedded
from bankcore.settings import env
from payments.domain.events import TransferBooked
from tests import in_memory
from tests.conftest import NOW


@pytest.fixture
def broker():
    """Return an environment whose Redis is not running yet."""
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as folder:
        yield env.read({"BANKCORE_DATA": folder})


@pytest.fixture
def relay(committed_bank, broker, tmp_path):
    """Start the relay over this test's database and that Redis."""
    host = quote(env.read().database.host, safe="")
    log = (tmp_path / "log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_outbox_relay"],
        cwd=env.REPOSITORY,
        env=os.environ
        | {
            "DATABASE_URL": f"postgresql://bankcore_app@{host}/{committed_bank}",
            "DATABASE_OWNER_URL": f"postgresql://bankcore_owner@{host}/{committed_bank}",
            "BROKER_URL": broker.broker_url,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield process, tmp_path / "log"
    process.kill()
    process.wait(10)
    log.close()


def publish(number: int) -> None:
    use_case(outbox.publish)(
        TransferBooked(
            transaction_id=str(number), amount="1.00", currency="EUR", booking_date="2026-03-02"
        ),
        subject=f"transaction:{number}",
        at=NOW,
    )


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)


def queued(environment: env.Environment) -> int:
    path = str(environment.socket_folder / "redis.sock")
    with Redis(unix_socket_path=path) as client:
        return client.llen("risk")


def test_a_broker_that_is_emptied_while_it_is_served_is_not_taken_to_have_what_it_was_given(broker):
    path = str(broker.socket_folder / "redis.sock")
    with embedded.broker(broker), Redis(unix_socket_path=path) as client:
        client.set(run_outbox_relay._MARK, 1)
        run_outbox_relay._remember(client, 2)
        assert client.get(run_outbox_relay._MARK) == b"2"
        client.flushall()
        run_outbox_relay._remember(client, 3)
        assert client.get(run_outbox_relay._MARK) is None


def test_events_wait_for_a_broker_that_is_away_and_reach_their_queue_when_it_is_back(
    relay, broker: env.Environment
):
    process, log = relay
    publish(1)
    wait_until(lambda: "events wait" in log.read_text())
    assert outbox.backlog(now=NOW).waiting == 1
    with embedded.broker(broker):
        wait_until(lambda: outbox.backlog(now=NOW).waiting == 0)
        assert queued(broker) == 1
        publish(2)
        wait_until(lambda: queued(broker) == 2)
        wait_until(lambda: outbox.backlog(now=NOW).waiting == 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert "Traceback" not in log.read_text()
    assert Path(broker.redis_folder / "log").exists()
