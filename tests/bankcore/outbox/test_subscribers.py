"""Every task that hears of events handles each once, and no limit of time undoes that."""

import pytest
from celery import Task
from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.celery import app
from bankcore.outbox import public as outbox
from bankcore.outbox.domain import delivery
from bankcore.subscriptions import STREAMS, SUBSCRIPTIONS

SUBSCRIBERS = sorted({task for tasks in SUBSCRIPTIONS.values() for task in tasks})
VISIBILITY = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
# By their own states, or by nothing: docs/events-delivery.md says what makes repetition harmless.
NOTED_AFTER = {
    "bankcore.alerts.tasks.tell_of_alert",
    "bankcore.endofday.tasks.close_approved_day",
    "bankcore.exports.tasks.write_list",
    "bankcore.identity.tasks.send_notice",
    "bankcore.identity.tasks.send_password_link",
    "payments.correspondence.tasks.tell_of_failed_order",
    "payments.correspondence.tasks.tell_of_message",
    "payments.correspondence.tasks.tell_of_movement",
    "payments.correspondence.tasks.tell_of_statements",
    "payments.gateway.tasks.end_reviews",
    "payments.gateway.tasks.tell_of_disabled_endpoint",
    "payments.interbank.tasks.send_instant",
    "payments.processors.tasks.process_callback",
    "payments.tasks.end_held_payments",
    "payments.tasks.process_bulk_file",
    "payments.webhooks.tasks.tell_clients",
    "risk.crime.tasks.rescreen_customers",
}


def every_task() -> dict[str, Task]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def queue_of(task: str) -> str:
    return app.amqp.router.route({}, task)["queue"].name


@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_every_subscriber_is_joined_to_the_inbox(name):
    way = getattr(import_string(name).run, "way", None)
    assert way == ("noted_after" if name in NOTED_AFTER else "joined")


@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_the_message_of_a_subscriber_that_is_killed_goes_back_to_its_queue(name):
    task = every_task()[name]
    assert not task.acks_on_timeout
    assert task.acks_late
    assert task.reject_on_worker_lost


def test_the_documentation_says_of_every_subscriber_how_it_stays_harmless():
    page = (settings.BASE_DIR / "docs" / "events-delivery.md").read_text()
    assert [name for name in SUBSCRIBERS if name.rpartition(".")[2] not in page] == []


def test_no_task_that_still_runs_is_given_to_another():
    for name, task in every_task().items():
        hard = task.time_limit or app.conf.task_time_limit
        soft = task.soft_time_limit or app.conf.task_soft_time_limit
        assert soft < hard < VISIBILITY, name


def test_a_worker_holds_no_message_that_it_does_not_work_on():
    """What is held without being worked on would grow older than the visibility time-out."""
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_acks_late


def test_a_retry_comes_again_by_itself_only_when_its_message_is_surely_lost():
    assert delivery.LEASE.total_seconds() > VISIBILITY


def test_the_inbox_remembers_longer_than_anything_is_handed_over_again():
    retries = delivery.LEASE * (delivery.MOST_TRIES + 1)
    assert delivery.MAY_BE_QUEUED + retries < outbox.INBOX_KEPT


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("payments.tasks.end_held_payments", "payments"),
        ("payments.gateway.tasks.sweep", "payments"),
        ("payments.gateway.tasks.tell_of_disabled_endpoint", "mail"),
        ("payments.settlement.tasks.pay_out", "settlement"),
        ("payments.reconciliation.tasks.reconcile", "settlement"),
        ("risk.tasks.flag_movement", "risk"),
        ("risk.scoring.tasks.train", "default"),
        ("reporting.warehouse.tasks.load", "warehouse"),
        ("bankcore.identity.tasks.send_notice", "mail"),
        ("bankcore.alerts.tasks.tell_of_alert", "mail"),
        ("bankcore.seals.tasks.seal", "seal"),
        ("bankcore.ledger.tasks.expire_holds", "default"),
    ],
)
def test_each_concern_has_its_queue(task, queue):
    assert task in every_task()
    assert queue_of(task) == queue


def test_what_is_nobodys_outside_is_streamed_nowhere():
    assert not set(STREAMS) & {"risk", "crime", "identity", "alerts", "cases", "operational"}
