"""Every event is declared, described and told; every task that hears of one exists."""

import ast
from functools import cache
from importlib import import_module

import pytest
from celery import Task
from django.conf import settings

from accounts.domain.loans.events import BECAME, DECIDED
from accounts.domain.loans.states import FOLLOWS, ApplicationState, LoanState
from bankcore.celery import app
from bankcore.events import EVENTS, MODULES
from bankcore.subscriptions import STREAMS, SUBSCRIPTIONS
from payments.domain.events import BOOKED
from payments.domain.movements import MovementKind
from payments.webhooks.domain.client_events import BANKS_OWN, TOLD
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


@cache
def decorated() -> dict[str, str]:
    """Return the classes that the bank's code declares as events, each with its module."""
    return {
        node.name: ".".join(path.with_suffix("").parts)
        for path in files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(each, ast.Call) and ast.unparse(each.func) == "event"
            for each in node.decorator_list
        )
    }


def test_every_event_of_the_code_is_in_the_catalogue():
    assert set(decorated().values()) == set(MODULES)
    assert len(list(EVENTS)) == len(decorated()) >= 40


def test_every_movement_of_money_is_told_and_heard_of():
    assert set(BOOKED) == set(MovementKind)
    for kind, of in BOOKED.items():
        assert of.declaration.name == f"payments.{kind}_booked"
        assert "risk.tasks.flag_movement" in SUBSCRIPTIONS[of.declaration.name]


def test_every_state_that_a_loan_comes_into_is_told():
    reached = {state for states in FOLLOWS.values() for state in states}
    assert set(BECAME) == reached - {LoanState.IN_ARREARS}
    for state, of in BECAME.items():
        assert of.declaration.name == f"accounts.loan_{state.lower()}"


def test_every_end_of_an_application_is_told():
    assert set(DECIDED) == set(ApplicationState) - {
        ApplicationState.SUBMITTED,
        ApplicationState.CONTRACTED,
    }
    for state, of in DECIDED.items():
        assert of.declaration.name == f"accounts.loan_application_{state.lower()}"


def test_no_internal_event_goes_into_a_stream():
    assert not [each.name for each in EVENTS if each.is_internal and each.package in STREAMS]
    assert {each.package for each in EVENTS} >= set(STREAMS)


def test_every_event_subscribed_to_is_declared():
    assert set(SUBSCRIPTIONS) <= EVENTS.names()


def test_every_declared_event_is_told_by_somebody():
    used = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert set(decorated()) - used == set()


@pytest.mark.parametrize("name", TOLD)
def test_programs_are_told_of_events_that_have_what_they_are_told_by(name):
    declared = EVENTS.newest(name)
    assert not declared.is_internal
    required = {field.name for field in declared.fields if field.is_required}
    assert {TOLD[name].id_field, TOLD[name].owned_by} <= required


def test_what_programs_are_not_told_is_in_events():
    assert {field.name for declared in EVENTS for field in declared.fields} >= BANKS_OWN
