"""The dispatcher as its own process, killed where it hurts: between the call and its answer."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bankcore.benchmark import scratch
from bankcore.settings import env
from payments.webhooks.models import Attempt, Delivery
from tests.payments.webhooks.events import SECRET, endpoint, happened
from tests.payments.webhooks.receivers import Receiver, receiving


@pytest.fixture
def start(committed_bank, tmp_path):
    """Give a function that starts a dispatcher over this test's database."""
    found = env.read()
    started = []

    def run() -> subprocess.Popen:
        log = (tmp_path / f"log{len(started)}").open("w+")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_webhooks"],
            cwd=env.REPOSITORY,
            env=os.environ
            | {
                "DATABASE_URL": scratch.url(found.database, committed_bank),
                "DATABASE_OWNER_URL": scratch.url(found.database_owner, committed_bank),
                "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        started.append((process, log))
        return process

    yield run
    for process, log in started:
        process.kill()
        process.wait(10)
        log.close()


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def settled() -> int:
    return Delivery.objects.filter(state="DELIVERED").count()


def test_a_dispatcher_killed_before_the_answer_tells_it_again_under_the_same_id(start):
    with receiving(Receiver(seconds=3.0)) as receiver:
        endpoint("*", url=receiver.url)
        event_id = happened(amount=1250)
        first = start()
        wait_until(lambda: len(receiver.heard) == 1)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        assert settled() == 0
        assert Attempt.objects.get().answered_at is None
        receiver.seconds = 0.0
        # Its lease is a minute; nobody waits for that here.
        Delivery.objects.update(next_at=Delivery.objects.get().event.created_at)
        second = start()
        wait_until(lambda: settled() == 1)
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) == 0
        assert receiver.ids == [event_id, event_id]
        assert len(receiver.verified(SECRET)) == 2
    lost, answered = Attempt.objects.order_by("number")
    assert lost.answered_at is None
    assert answered.status == 200


def test_events_are_told_as_they_happen_and_a_slow_receiver_holds_up_nobody(start):
    with receiving(Receiver(seconds=2.0)) as slow, receiving(Receiver()) as fast:
        endpoint("*", url=slow.url, number=1, merchant="acct_slow")
        endpoint("*", url=fast.url, number=1, merchant="acct_fast")
        process = start()
        for number in range(40):
            happened(merchant="acct_slow", subject=f"pi_slow_{number}")
        for number in range(40):
            happened(merchant="acct_fast", subject=f"pi_fast_{number}")
        wait_until(lambda: len(fast.heard) == 40)
        assert len(slow.heard) < 40
        began = time.monotonic()
        happened(merchant="acct_fast", subject="pi_last")
        wait_until(lambda: len(fast.heard) == 41)
        assert time.monotonic() - began < 1.5
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not Delivery.objects.filter(state="DELIVERED", lease_until__isnull=False)
    assert not Attempt.objects.filter(answered_at__isnull=True)
