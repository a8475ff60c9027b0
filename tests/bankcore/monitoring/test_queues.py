"""How far consumers are behind, by their queues."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import Celery

from bankcore import clock
from bankcore.outbox.models import Failure
from tests.bankcore.monitoring.test_metrics import read, value
from tests.bankcore.outbox import things
from tests.payments.faults import servers

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def broker(settings) -> Iterator[servers.OwnBroker]:
    with servers.own_broker() as running:
        settings.CELERY_BROKER_URL = running.url
        yield running


def test_tasks_on_queues_are_counted_and_the_oldest_event_among_them_has_its_age(client, broker):
    app = Celery(broker=broker.url, set_as_current=False)
    happened = clock.now() - timedelta(seconds=90)
    app.send_task("x.by_the_clock", queue="payments")
    for moment in (happened, clock.now()):
        header = {"occurred_at": moment.isoformat()}
        app.send_task("x.heard", args=[{}], queue="payments", headers=header)
    app.close()
    text = read(client).content.decode()
    assert value(text, 'bankcore_queue_waiting_tasks{queue="payments"}') == 3
    assert 90 <= value(text, 'bankcore_queue_oldest_seconds{queue="payments"}') < 150
    assert value(text, 'bankcore_queue_waiting_tasks{queue="mail"}') == 0
    assert 'bankcore_queue_oldest_seconds{queue="mail"} 0.0' in text


def test_without_the_broker_the_rest_is_told_all_the_same(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    text = read(client).content.decode()
    assert "bankcore_queue_waiting_tasks{" not in text
    assert "bankcore_outbox_waiting_events" in text


@pytest.mark.parametrize(
    ("state", "series"),
    [("DEAD", "bankcore_dead_letters"), ("WAITING", "bankcore_event_retries_waiting")],
)
def test_trouble_is_counted_on_the_queue_of_who_has_it(client, state, series):
    (event_id,) = things.happen("a")
    now = clock.now()
    Failure.objects.create(
        consumer="risk.tasks.flag_movement",
        event_id=event_id,
        state=state,
        tries=1,
        cause="x",
        sentence="x",
        first_at=now,
        last_at=now,
        next_at=now if state == "WAITING" else None,
    )
    text = read(client).content.decode()
    assert value(text, f'{series}{{queue="risk"}}') == 1
    assert value(text, f'{series}{{queue="payments"}}') == 0
    assert value(text, "bankcore_streams_waiting_events") == 1
