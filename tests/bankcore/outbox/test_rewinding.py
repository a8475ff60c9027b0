"""The outbox is the truth: what the broker has lost is handed over again, and no more than that."""

from datetime import timedelta

import pytest
from kombu.exceptions import OperationalError as BrokerError

from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Failure
from bankcore.outbox.repositories import inbox
from tests.bankcore.outbox import things
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("bank")
SUBSCRIPTIONS = {things.NAME: ("one", "two")}


def deliver(now=NOW) -> list[tuple[str, str]]:
    """Hand over what waits; returns who heard of which subject."""
    heard = []
    while outbox.deliver(
        subscriptions=SUBSCRIPTIONS,
        send=lambda task, message: heard.append((task, message["subject"])),
        now=now,
    ):
        pass
    return heard


def again(reached, now=NOW) -> int:
    return outbox.deliver_again(reached=lambda: reached, now=now)


def test_a_broker_that_remembers_all_is_told_nothing_again():
    things.happen("a", "b")
    deliver()
    assert again(reached=2) == again(reached=3) == 0
    assert deliver() == []


def test_a_broker_that_has_lost_its_end_is_given_that_again_however_old_it_is():
    things.happen("a", "b", "c")
    deliver()
    assert again(reached=1, now=NOW + timedelta(days=3)) == 2
    assert deliver() == [("one", "b"), ("two", "b"), ("one", "c"), ("two", "c")]


def test_who_has_handled_an_event_is_not_told_of_it_again():
    first, second = things.happen("a", "b")
    deliver()
    use_case(inbox.add)(consumer="one", event_id=first, now=NOW)
    now = clock.now()
    Failure.objects.create(
        consumer="two",
        event_id=second,
        state="DEAD",
        tries=6,
        cause="x",
        sentence="x",
        first_at=now,
        last_at=now,
    )
    assert again(reached=0) == 2
    assert deliver() == [("two", "a"), ("one", "b")]


def test_the_broker_is_told_how_far_it_has_come_after_what_it_was_given():
    things.happen("a", "b")
    told = []
    outbox.deliver(
        subscriptions=SUBSCRIPTIONS,
        send=lambda _task, message: told.append(message["subject"]),
        remember=told.append,
        now=NOW,
    )
    assert told == ["a", "a", "b", "b", 2]
    assert outbox.position() == 2


def test_what_was_told_of_an_events_place_is_true_though_the_telling_failed():
    """An event of a lower serial number that is committed meanwhile comes after."""

    def refuse(_task, message) -> None:
        told.append((message["subject"], message["sequence"]))
        raise BrokerError

    told: list[tuple[str, int]] = []
    late = things.event("a")
    late.pk = -1
    things.happen("a")
    with pytest.raises(BrokerError):
        outbox.deliver(subscriptions=SUBSCRIPTIONS, send=refuse, now=NOW)
    late.save(force_insert=True)
    assert told == [("a", 1)]
    assert [(m["event_id"] == str(late.event_id), m["sequence"]) for m in things.messages()] == [
        (False, 1),
        (True, 2),
    ]
