"""Every event that somebody hears of is published, and every task that hears exists."""

import ast
from importlib import import_module

import pytest
from celery import Task
from django.conf import settings

from bankcore.celery import app
from bankcore.subscriptions import SUBSCRIPTIONS
from payments.domain.movements import MovementKind
from tests.architecture.source import PACKAGES, files, tree

SCHEDULE = settings.CELERY_BEAT_SCHEDULE


def task(name: str) -> object:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function, None)


@pytest.mark.parametrize("event", SUBSCRIPTIONS)
def test_every_subscription_names_tasks_that_exist(event):
    for name in SUBSCRIPTIONS[event]:
        assert isinstance(task(name), Task), name
        assert task(name).name == name


@pytest.mark.parametrize("entry", SCHEDULE)
def test_every_scheduled_task_exists(entry):
    name = SCHEDULE[entry]["task"]
    assert task(name).name == name


def test_every_task_of_the_bank_is_found_by_the_worker():
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if not name.startswith("celery.")}
    named = {name for names in SUBSCRIPTIONS.values() for name in names}
    assert named | {entry["task"] for entry in SCHEDULE.values()} <= ours


def test_every_movement_of_money_is_heard_of():
    published = {f"payments.{kind}_booked" for kind in MovementKind}
    heard = {name for name, tasks in SUBSCRIPTIONS.items() if "risk.tasks.flag_movement" in tasks}
    assert published <= heard


def test_every_event_subscribed_to_is_published_by_its_app():
    names = {
        node.value
        for path in files(*PACKAGES)
        if path.name != "subscriptions.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    movements = {f"payments.{kind}_booked" for kind in MovementKind}
    assert set(SUBSCRIPTIONS) - movements <= names
