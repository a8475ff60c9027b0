"""However often a consumer is told of an event, it acts once; what it missed it hears of first."""

from datetime import timedelta

import pytest

from bankcore import clock
from bankcore.actor import Actor
from bankcore.db.transactions import SecondTransaction, TryAgain, use_case
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Failure, Handled
from tests.bankcore.outbox import things
from tests.conftest import in_threads


@outbox.handled
def once(event) -> None:
    things.act(event)


@outbox.handled_after
def after(event) -> None:
    things.act(event)
    things.act(event | {"subject": "more"})


@outbox.handled_in_order
def in_order(event) -> None:
    things.act(event)


@pytest.fixture
def subscribed(settings):
    settings.OUTBOX_SUBSCRIPTIONS = f"{__name__}.SUBSCRIPTIONS"


SUBSCRIPTIONS = {things.NAME: (f"{__name__}.in_order",)}


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("consumer", [once, in_order])
def test_who_is_told_twice_acts_once(consumer, subscribed):
    things.happen("a")
    (told,) = things.messages()
    consumer(told)
    consumer(told)
    assert things.acts() == ["a/1"]
    assert Handled.objects.get().consumer == f"{__name__}.{consumer.__name__}"


@pytest.mark.usefixtures("bank")
def test_each_consumer_acts_for_itself():
    things.happen("a")
    (told,) = things.messages()
    once(told)
    after(told)
    after(told)
    assert things.acts() == ["a/1", "a/1", "more/1"]


@pytest.mark.usefixtures("committed_bank")
def test_of_several_who_are_told_at_once_one_acts():
    things.happen("a")
    (told,) = things.messages()
    assert in_threads(6, lambda _number: once(told)) == [None] * 6
    assert things.acts() == ["a/1"]


@pytest.mark.usefixtures("bank")
def test_an_act_that_fails_is_not_noted_and_its_failure_is(monkeypatch):
    things.happen("a")
    (told,) = things.messages()

    @use_case
    def fails(event) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(things, "act", fails)
    with pytest.raises(ZeroDivisionError):
        once(told)
    assert not Handled.objects.exists()
    assert Failure.objects.get().cause == "ZeroDivisionError"
    monkeypatch.undo()
    once(told)
    assert things.acts() == ["a/1"]
    assert Failure.objects.get().state == "DONE"


@pytest.mark.usefixtures("bank")
def test_an_act_that_is_tried_again_by_its_use_case_is_noted_once(monkeypatch):
    things.happen("a")
    (told,) = things.messages()
    tries = []
    plain = things.act.__wrapped__

    @use_case
    def busy_at_first(event) -> None:
        tries.append(1)
        plain(event)
        if len(tries) == 1:
            raise TryAgain

    monkeypatch.setattr(things, "act", busy_at_first)
    once(told)
    assert len(tries) == 2
    assert things.acts() == ["a/1"]
    assert Handled.objects.count() == 1


@pytest.mark.usefixtures("bank")
def test_what_changes_nothing_is_noted_too(monkeypatch):
    things.happen("a")
    (told,) = things.messages()
    monkeypatch.setattr(things, "act", lambda _event: None)
    once(told)
    monkeypatch.undo()
    once(told)
    assert things.acts() == []


@pytest.mark.usefixtures("bank")
def test_a_second_transaction_is_a_fault_that_staff_hear_of_at_once(monkeypatch):
    things.happen("a")
    (told,) = things.messages()
    twice = things.act
    monkeypatch.setattr(things, "act", lambda event: (twice(event), twice(event)))
    with pytest.raises(SecondTransaction):
        once(told)
    assert things.acts() == ["a/1"]
    assert Failure.objects.get().state == "DEAD"


@pytest.mark.usefixtures("bank")
def test_what_takes_many_transactions_begins_anew_until_it_has_ended_once(monkeypatch):
    things.happen("a")
    (told,) = things.messages()
    plain, calls = things.act, []

    def dies_between(event) -> None:
        calls.append(event["subject"])
        if len(calls) == 2:
            raise KeyError
        plain(event)

    monkeypatch.setattr(things, "act", dies_between)
    with pytest.raises(KeyError):
        after(told)
    after(told)
    after(told)
    assert calls == ["a", "more", "a", "more"]


@pytest.mark.usefixtures("bank")
def test_what_was_missed_of_a_subject_is_fetched_and_handled_first(subscribed):
    things.happen("a", "b", "a", "a")
    things.happen("a", name="test.other")
    told = things.messages()
    in_order(told[3])
    assert things.acts() == ["a/1", "a/2", "a/3"]
    for each in told[:4]:
        in_order(each)
    assert things.acts() == ["a/1", "a/2", "a/3", "b/1"]


@pytest.mark.usefixtures("bank")
def test_who_cannot_handle_what_comes_before_does_not_go_on(subscribed, monkeypatch):
    things.happen("a", "a")
    told = things.messages()
    plain = things.act

    def fails_on_the_first(event) -> None:
        if event["sequence"] == 1:
            raise KeyError
        plain(event)

    monkeypatch.setattr(things, "act", fails_on_the_first)
    with pytest.raises(KeyError):
        in_order(told[1])
    assert things.acts() == []
    # Both come again by themselves: the second would be forgotten otherwise.
    failed = {str(each.event_id): each for each in Failure.objects.all()}
    assert set(failed) == {each["event_id"] for each in told}
    monkeypatch.undo()
    in_order(told[1])
    assert things.acts() == ["a/1", "a/2"]
    assert not Failure.objects.exclude(state="DONE").exists()


@pytest.mark.usefixtures("bank")
def test_nothing_is_handled_after_a_dead_letter_of_the_same_subject(subscribed):
    things.happen("a", "a", "b")
    told = things.messages()
    with pytest.raises(ValueError, match="badly"):
        in_order(told[0] | {"sequence": "badly"})
    Failure.objects.update(state="DEAD", next_at=None)
    with pytest.raises(Exception, match="was given up"):
        in_order(told[1])
    in_order(told[2])
    assert things.acts() == ["b/1"]
    dead = Failure.objects.get(state="DEAD")
    outbox.drop(failure_id=dead.pk, reason="x", actor=Actor.system("test"), now=clock.now())
    in_order(told[1])
    assert things.acts() == ["b/1", "a/2"]


@pytest.mark.usefixtures("committed_bank")
def test_several_who_are_told_out_of_order_act_in_order(subscribed):
    things.happen(*["a"] * 12)
    told = things.messages(now=clock.now())
    assert in_threads(4, lambda number: [in_order(each) for each in told[number::4][::-1]])
    assert things.acts() == [f"a/{number}" for number in range(1, 13)]


@pytest.mark.usefixtures("bank")
def test_a_note_is_kept_as_long_as_its_event_may_come_again_and_then_goes():
    things.happen("a", "b")
    for each in things.messages():
        once(each)
    now = clock.now()
    assert outbox.forget_handled(now=now + outbox.INBOX_KEPT - timedelta(minutes=1)) == 0
    assert outbox.forget_handled(now=now + outbox.INBOX_KEPT + timedelta(minutes=1)) == 2
    assert not Handled.objects.exists()
