"""A message may tell a task of several events: each has its effect once, whatever others do."""

import pytest
from django.db import OperationalError, connection

from bankcore.outbox import public as outbox
from bankcore.outbox.domain.delivery import TOGETHER
from bankcore.outbox.models import Failure, Handled
from bankcore.subscriptions import SUBSCRIPTIONS
from bankcore.subscriptions import TOGETHER as TOLD_TOGETHER
from tests.bankcore.outbox import things
from tests.conftest import NOW


@outbox.handled
def once(event) -> None:
    things.act(event)


@outbox.handled_after
def after(event) -> None:
    things.act(event)


def noted() -> int:
    return Handled.objects.count()


@pytest.mark.usefixtures("bank")
def test_who_hears_of_much_is_told_of_many_at_once_and_others_of_one():
    things.happen(*["a"] * (TOGETHER + 2))
    heard: dict[str, list[list[int]]] = {"one": [], "many": []}
    outbox.deliver(
        subscriptions={things.NAME: ("one", "many")},
        send=lambda task, *told: heard[task].append([each["sequence"] for each in told]),
        together={"many"},
        now=NOW,
    )
    every = list(range(1, TOGETHER + 3))
    assert heard["one"] == [[number] for number in every]
    assert heard["many"] == [every[:TOGETHER], every[TOGETHER:]]


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("consumer", [once, after])
def test_each_of_several_has_its_effect_once(consumer):
    things.happen("a", "b", "c")
    told = things.messages()
    consumer(told[0])
    consumer(*told)
    consumer(*told)
    assert things.acts() == ["a/1", "b/1", "c/1"]
    assert noted() == 3


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("consumer", [once, after])
def test_one_that_fails_comes_again_by_itself_and_the_others_are_done(consumer, monkeypatch):
    things.happen("a", "b", "c")
    told = things.messages()
    plain = things.act

    def fails_on_one(event) -> None:
        if event["subject"] == "b":
            raise ZeroDivisionError
        plain(event)

    monkeypatch.setattr(things, "act", fails_on_one)
    with pytest.raises(ZeroDivisionError):
        consumer(*told)
    assert things.acts() == ["a/1", "c/1"]
    assert noted() == 2
    assert str(Failure.objects.get().event_id) == told[1]["event_id"]
    monkeypatch.undo()
    consumer(told[1])
    assert Failure.objects.get().state == "DONE"


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("consumer", [once, after])
def test_what_a_lost_worker_had_done_is_not_held_against_it(consumer, monkeypatch):
    things.happen("a", "b")
    told = things.messages()
    consumer(told[0])
    monkeypatch.setattr("bankcore.outbox.services.working.was_lost", lambda: True)
    consumer(*told)
    assert things.acts() == ["a/1", "b/1"]
    assert noted() == 2
    # It may have been this one that the worker ended over: that is counted, and over.
    failure = Failure.objects.get()
    assert (str(failure.event_id), failure.state) == (told[1]["event_id"], "DONE")


@pytest.mark.usefixtures("bank")
def test_what_cannot_be_noted_is_no_success():
    things.happen("a", "b")
    told = things.messages()

    def nothing_is_noted(execute, sql, *rest):
        if "INTO outbox_handled" in sql:
            message = "the server is away"
            raise OperationalError(message)
        return execute(sql, *rest)

    with connection.execute_wrapper(nothing_is_noted), pytest.raises(OperationalError):
        after(*told)
    assert noted() == 0
    after(*told)
    assert noted() == 2


def test_who_is_told_of_many_is_a_subscriber():
    assert {task for tasks in SUBSCRIPTIONS.values() for task in tasks} >= TOLD_TOGETHER
