"""Whatever is killed, every effect happens once, and in order within each subject."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections

from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import events
from bankcore.settings import env
from tests.bankcore.outbox.chaos import consumer
from tests.payments.faults import servers
from tests.payments.faults.test_broker import variables

SUBJECTS, AT_ONCE = 100, 20
SECONDS = 400
CELERY = [sys.executable, "-m", "celery", "-A", "bankcore", "worker", "-l", "WARNING"]
WORKER = [*CELERY, "-Q", "default", "-c", "2", "--without-gossip", "--without-mingle"]
RELAY = [sys.executable, "manage.py", "run_outbox_relay"]


class Programs:
    """The bank's programs that bring events, each in a session of its own, to be killed whole.

    One that ends by itself is started again, as by whoever runs the bank: a worker whose broker
    goes away at an unlucky moment does (Celery's client of Redis then closes what it has closed).
    """

    def __init__(self, given: dict[str, str], log: Path) -> None:
        self._given = given | {"DJANGO_SETTINGS_MODULE": "tests.bankcore.outbox.chaos.settings"}
        self._log = log
        self._running: dict[subprocess.Popen, list[str]] = {}

    def start(self, command: list[str]) -> subprocess.Popen:
        with self._log.open("a") as log:
            process = subprocess.Popen(
                command,
                cwd=env.REPOSITORY,
                env=self._given,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running[process] = command
        return process

    def start_what_has_ended(self) -> None:
        for process, command in list(self._running.items()):
            if process.poll() is not None:
                self.kill(process)
                self.start(command)

    def kill(self, process: subprocess.Popen) -> None:
        """Kill the program and every process of it, as kill -9 does."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        del self._running[process]

    def kill_all(self) -> None:
        for process in list(self._running):
            self.kill(process)

    def wait_for(self, count: int, until: float, *, of: str = "chaos_seen") -> None:
        while seen(of) < count:
            assert time.monotonic() < until, (
                f"{seen(of)} of {count} events have come\n{self._log.read_text()[-5_000:]}"
            )
            self.start_what_has_ended()
            time.sleep(0.1)


@pytest.fixture
def broker() -> Iterator[servers.OwnBroker]:
    with servers.own_broker() as running:
        yield running


@pytest.fixture
def programs(committed_bank, broker, tmp_path) -> Iterator[Programs]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(consumer.TABLE)
    found = Programs(variables(committed_bank, broker), tmp_path / "programs.log")
    yield found
    found.kill_all()


@use_case
def happen(numbers: range) -> None:
    events.add_many(
        [
            Event(
                event_id=uuid4(),
                name="chaos.happened",
                subject=f"thing:{number % SUBJECTS}",
                payload={"n": number},
                occurred_at=clock.now(),
            )
            for number in numbers
        ]
    )


def happen_all(part: int, count: int) -> None:
    """Publish one half of the events, while the other half is published beside it."""
    try:
        for start in range(part * count // 2, (part + 1) * count // 2, AT_ONCE):
            happen(range(start, start + AT_ONCE))
    finally:
        connections.close_all()


def seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
        return cursor.fetchone()[0]


def effects() -> tuple[Counter, dict[str, list[int]]]:
    """Return how often each event had its effect, and each subject's numbers as they came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, subject, sequence FROM chaos_seen ORDER BY id")
        rows = cursor.fetchall()
    numbers = defaultdict(list)
    for _, subject, sequence in rows:
        numbers[subject].append(sequence)
    return Counter(event_id for event_id, _, _ in rows), numbers


def counted() -> int:
    """Return of how many events there is an effect on who is told of many at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT event_id) FROM chaos_counted")
        return cursor.fetchone()[0]


def streamed(broker: servers.OwnBroker) -> tuple[list[int], dict[str, list[int]]]:
    """Return the positions in the stream, and each subject's numbers in its order."""
    with broker.client() as client:
        entries = client.xrange("events:chaos")
    numbers = defaultdict(list)
    for _, fields in entries:
        told = json.loads(fields[b"event"])
        numbers[told["subject"]].append(int(told["sequence"]))
    return [int(entry.partition(b"-")[0]) for entry, _ in entries], numbers


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.long)])
def test_whatever_is_killed_every_effect_happens_once_and_in_order(programs, broker, count):
    until = time.monotonic() + SECONDS
    relays = [programs.start(RELAY) for _ in range(2)]
    workers = [programs.start(WORKER) for _ in range(2)]
    publishing = [threading.Thread(target=happen_all, args=(part, count)) for part in range(2)]
    for thread in publishing:
        thread.start()

    programs.wait_for(count // 10, until)
    for relay in relays:
        programs.kill(relay)
    programs.start(RELAY)
    programs.wait_for(count // 4, until)
    programs.kill(workers[0])
    programs.start(WORKER)
    programs.wait_for(count // 2, until)
    broker.flush()
    broker.kill()
    broker.start()
    programs.wait_for(count, until)
    programs.wait_for(count, until, of="chaos_counted")

    for thread in publishing:
        thread.join()
    complete = {f"thing:{n}": list(range(1, count // SUBJECTS + 1)) for n in range(SUBJECTS)}
    times, numbers = effects()
    assert len(times) == count
    assert set(times.values()) == {1}
    assert numbers == complete
    assert counted() == count == seen("chaos_counted")
    while outbox.streams_backlog(now=clock.now()).waiting:
        assert time.monotonic() < until
        time.sleep(0.1)
    positions, in_stream = streamed(broker)
    assert positions == list(range(1, count + 1))
    assert in_stream == complete
