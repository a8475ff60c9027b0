"""kill -9 of a worker amid a capture, a clearing file and a settlement: done again, and once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery

from bankcore import clock
from bankcore.settings import env
from payments.gateway.domain.views import CaptureOrder
from payments.gateway.models import PaymentIntent
from payments.gateway.services import intents
from payments.settlement.models import ClearingFile, ClearingRecord, SettlementBatch
from payments.vault import public as vault
from tests.conftest import NOW, OPENING_DAY
from tests.payments.cards.till import wait_for
from tests.payments.faults import agreement, servers
from tests.payments.faults.test_broker import variables
from tests.payments.gateway import networks, shops
from tests.payments.settlement.shop import authorised, done, shop, sold

DAY = OPENING_DAY.isoformat()


@pytest.fixture
def broker() -> Iterator[servers.OwnBroker]:
    with servers.own_broker() as running:
        yield running


@pytest.fixture
def send(broker) -> Callable[..., None]:
    """Give a function that puts a task on its queue, as beat does."""
    app = Celery(broker=broker.url, set_as_current=False)

    def put(task: str, *args: str, queue: str = "settlement") -> None:
        app.send_task(task, args=args, queue=queue)

    yield put
    app.close()


@pytest.fixture
def start(committed_bank, broker, tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Give a function that starts a worker, to die when it has called a function."""
    running = []

    def make(place: str, who: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.payments.faults.dying_worker"]
        with (tmp_path / "worker.log").open("a") as log:
            process = subprocess.Popen(
                [*command, str(tmp_path / "struck"), place, who],
                cwd=env.REPOSITORY,
                env=variables(committed_bank, broker)
                | {"GATEWAY_EXCHANGE_FOLDER": str(tmp_path / "exchange")},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running.append(process)
        return process

    yield make
    for process in running:
        # The worker and what it has made: a session of its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def struck(tmp_path: Path) -> None:
    """Return once the fault has struck."""
    wait_for((tmp_path / "struck").exists, seconds=60)


def settled() -> bool:
    return SettlementBatch.objects.count() == 2


def settled_once(shops) -> None:
    agreement.books()
    assert SettlementBatch.objects.count() == 2
    for each in shops:
        assert (each.owed(), each.reserved()) == (18_940, 1_000)


def test_a_task_whose_process_is_killed_is_given_to_another(start, send, tmp_path):
    both = [shop(reserve_bps=500) for _ in range(2)]
    for each in both:
        sold(each)
        sold(each)
    start("payments.settlement.repositories.batches.settle", "task")
    send("payments.settlement.tasks.settle_currency", "EUR", DAY)
    struck(tmp_path)
    wait_for(settled, seconds=60)
    settled_once(both)


def test_a_settlement_whose_worker_is_killed_is_done_by_the_next_one(start, send, tmp_path):
    both = [shop(reserve_bps=500) for _ in range(2)]
    for each in both:
        sold(each)
        sold(each)
    place = "payments.settlement.repositories.batches.note_reserves"
    dying = start(place, "worker")
    send("payments.settlement.tasks.settle_currency", "EUR", DAY)
    struck(tmp_path)
    dying.wait(20)
    assert SettlementBatch.objects.count() == 0
    start(place, "worker")
    # The broker keeps the task of the dead for 15 minutes; the timetable asks before that.
    for _ in range(2):
        send("payments.settlement.tasks.settle_currency", "EUR", DAY)
    wait_for(settled, seconds=60)
    settled_once(both)


def test_a_file_whose_worker_is_killed_is_written_once(start, send, tmp_path):
    demo = shop()
    card = vault.store_card(
        merchant="m1", number="4242424242424242", expiry_month=12, expiry_year=2040, now=NOW
    )
    done(authorised(demo, token=card.token), "CAPTURE", 1_000)
    start("payments.settlement.services.exchange_folder.digest", "task")
    send("payments.settlement.tasks.clear_network", "visa")
    struck(tmp_path)
    wait_for(lambda: ClearingFile.objects.filter(sha256__isnull=False).exists(), seconds=60)
    assert ClearingFile.objects.count() == ClearingRecord.objects.count() == 1
    inbox = tmp_path / "exchange" / "visa" / "in"
    assert [each.name for each in inbox.glob("[!.]*")] == [ClearingFile.objects.get().name]


def test_a_capture_left_behind_whose_worker_is_killed_is_booked_once(
    start, send, tmp_path, settings
):
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    networks.forget()
    merchant = shops.merchant()
    payment = shops.authorised(merchant)
    settings.GATEWAY_CONNECTORS = "tests.payments.cards.till.CONNECTORS"
    intents.begin_capture(
        merchant=merchant,
        intent=payment.object_id,
        order=CaptureOrder(amount=None, is_final=True),
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=clock.now() - timedelta(minutes=2),
    )
    start("payments.gateway.services.effects.follow", "task")

    def swept() -> bool:
        time.sleep(0.5)
        send("payments.gateway.tasks.sweep", queue="default")
        return PaymentIntent.objects.get().captured_minor == 10_000

    wait_for(lambda: swept() or (tmp_path / "struck").exists(), seconds=60)
    struck(tmp_path)
    wait_for(swept, seconds=60)
    assert shops.operations(payment) == [("AUTHORISE", "SUCCEEDED"), ("CAPTURE", "SUCCEEDED")]
    assert shops.counters(payment) == {"authorised": 10_000, "captured": 10_000}
    agreement.books()
    agreement.payments_add_up()
    agreement.ledger_agrees()
