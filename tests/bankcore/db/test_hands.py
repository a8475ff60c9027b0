"""Several hands share long work: each part once, each with a connection, and none left behind."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from bankcore.db import hands
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from tests.conftest import NOW
from tests.factories import TESTER


class Wrong(RuntimeError):
    """A part that cannot be done."""


@pytest.fixture(autouse=True)
def _two(settings) -> None:
    settings.WORKING_HANDS = 2


def connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]


def server(_part: object = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("committed_bank")
def test_two_hands_work_at_once_and_their_results_come_in_the_order_of_the_parts():
    both = threading.Barrier(2)

    def work(part: int) -> tuple[int, int]:
        if part < 2:
            both.wait(timeout=30)  # where one hand did all, this would never be over
        return part, server()

    found = hands.share(work, range(5))
    assert [part for part, _ in found] == [0, 1, 2, 3, 4]
    assert len({pid for _, pid in found}) == 2


@pytest.mark.usefixtures("committed_bank")
def test_hands_leave_the_processors_to_each_other_and_the_caller_has_them_back():
    def workers(_: object = None) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW max_parallel_workers_per_gather")
            return cursor.fetchone()[0]

    before = workers()
    both = threading.Barrier(2)
    assert hands.share(lambda _: (both.wait(timeout=30), workers())[1], range(2)) == ["0", "0"]
    assert workers() == before != "0"


@pytest.mark.usefixtures("committed_bank")
def test_the_other_hands_connection_ends_with_the_work():
    before = connected()
    both = threading.Barrier(2)
    hands.share(lambda _: (both.wait(timeout=30), server()), range(2))
    for _ in range(1_000):
        if connected() == before:
            break
    assert connected() == before
    assert not hands.are_at_work()


@pytest.mark.usefixtures("committed_bank")
def test_nobody_is_at_work_as_soon_as_the_work_is_done():
    for _ in range(20):
        both = threading.Barrier(2)
        hands.share(lambda _, both=both: both.wait(timeout=30), range(2))
        assert not hands.are_at_work()


@pytest.mark.usefixtures("committed_bank")
def test_a_part_that_fails_stops_the_work_and_what_is_under_way_is_brought_to_its_end():
    failed = threading.Event()
    done = []

    def work(part: int) -> None:
        if part == 0:
            assert failed.wait(timeout=30)
        if part == 1:
            failed.set()
            message = "part 1"
            raise Wrong(message)
        done.append(part)

    with pytest.raises(Wrong, match="part 1"):
        hands.share(work, range(100))
    assert 0 in done
    assert len(done) < 99


@pytest.mark.usefixtures("committed_bank")
def test_of_two_that_fail_the_first_in_order_is_told():
    both = threading.Barrier(2)

    def work(part: int) -> None:
        both.wait(timeout=30)
        message = f"part {part}"
        raise Wrong(message)

    with pytest.raises(Wrong, match="part 0"):
        hands.share(work, range(2))


@pytest.mark.usefixtures("committed_bank")
def test_who_is_in_a_transaction_works_alone_for_nobody_else_sees_what_it_did():
    own = server()

    @use_case
    def work() -> list[int]:
        return hands.share(server, range(3))

    assert set(work()) == {own}


@pytest.mark.usefixtures("committed_bank")
def test_one_hand_works_in_the_callers_thread(settings):
    settings.WORKING_HANDS = 1
    assert set(hands.share(server, range(3))) == {server()}


@pytest.mark.usefixtures("committed_bank")
def test_no_day_is_closed_while_a_hand_of_a_process_before_may_still_commit():
    both = threading.Barrier(2)

    def work(part: int) -> None:
        both.wait(timeout=30)
        if part == 0:
            with pytest.raises(endofday.AlreadyClosing):
                endofday.close_business_day(actor=TESTER, now=NOW)
        both.wait(timeout=30)

    hands.share(work, range(2))
    assert endofday.day_being_closed() is None
    connections.close_all()
