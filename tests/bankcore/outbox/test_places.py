"""Every event has a place among all and a number among its subject's: no gap, no change."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from bankcore.db.transactions import use_case
from bankcore.outbox.models import Event
from bankcore.outbox.repositories import events
from bankcore.outbox.services import backlog, relay
from tests.bankcore.outbox import things
from tests.conftest import NOW, in_threads


def places() -> list[tuple[str, int, int]]:
    placed = Event.objects.filter(position__isnull=False).order_by("position")
    return list(placed.values_list("subject", "position", "sequence"))


@pytest.mark.usefixtures("bank")
def test_events_are_numbered_without_a_gap_among_all_and_within_their_subject():
    things.happen("a", "b", "a")
    relay.place(now=NOW)
    with transaction.atomic():
        events.add_many([things.event("a")])
        transaction.set_rollback(True)
    things.happen("b", "a")
    relay.place(now=NOW)
    assert places() == [("a", 1, 1), ("b", 2, 1), ("a", 3, 2), ("b", 4, 2), ("a", 5, 3)]


@pytest.mark.usefixtures("committed_bank")
def test_a_transaction_that_commits_late_comes_after_and_holds_nobody_up():
    written, placed = threading.Event(), threading.Event()

    @use_case
    def slow() -> None:
        events.add_many([things.event("a", payload={"slow": 1})])
        written.set()
        assert placed.wait(20)

    def act(number: int) -> None:
        if number:
            slow()
            return
        assert written.wait(20)
        things.happen("a")
        relay.place(now=NOW)
        placed.set()

    assert in_threads(2, act) == [None, None]
    relay.place(now=NOW)
    first, second = Event.objects.order_by("position")
    assert (first.sequence, second.sequence) == (1, 2)
    assert first.pk > second.pk  # written later, committed first
    assert second.payload == {"slow": 1}


@pytest.mark.usefixtures("committed_bank")
def test_relays_side_by_side_give_no_place_twice_and_leave_none_out():
    for _ in range(30):
        things.happen(*"abc" * 10)

    def act(_number: int) -> None:
        while relay.place(now=NOW):
            pass

    assert in_threads(4, act) == [None] * 4
    found = places()
    assert [position for _, position, _ in found] == list(range(1, 901))
    for subject in "abc":
        assert [n for s, _, n in found if s == subject] == list(range(1, 301))


@pytest.mark.usefixtures("committed_bank")
@pytest.mark.parametrize("questions", [1, 2])
def test_what_is_given_its_place_while_it_is_counted_is_counted_once(questions):
    things.happen("a")
    asked = []

    def place_meanwhile(execute, *rest):
        if len(asked) == questions:
            assert in_threads(1, lambda _number: relay.place(now=NOW)) == [1]
        asked.append(rest)
        return execute(*rest)

    with connection.execute_wrapper(place_meanwhile):
        assert backlog.backlog(now=NOW).waiting == 1
    assert places() == [("a", 1, 1)]


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("change", [{"position": 7}, {"sequence": 7}, {"placed_at": NOW}])
def test_a_place_that_is_given_never_changes(change):
    things.happen("a")
    relay.place(now=NOW)
    with pytest.raises(IntegrityError, match="keeps the place"), transaction.atomic():
        Event.objects.update(**change)
