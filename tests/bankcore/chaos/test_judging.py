"""Whoever breaks a bank on purpose must see what was broken: the judge is judged here."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from bankcore.chaos import faults, judging, memory, migrating, processes, run
from bankcore.chaos.clients import Payment
from bankcore.chaos.fault import Fault


def payment(key: str, *, transaction: int | None = None, refused: str = "") -> Payment:
    return Payment(
        key=key, debit=uuid4(), credit=uuid4(), sent_at=0, transaction=transaction, refused=refused
    )


@pytest.mark.parametrize(
    ("told", "count", "fault"),
    [
        ({"transaction": 1}, 1, None),
        ({"transaction": 1}, 0, "a was acknowledged and is in the books 0 times"),
        ({"transaction": 1}, 2, "a was acknowledged and is in the books 2 times"),
        ({"refused": "no funds"}, 0, None),
        ({"refused": "no funds"}, 1, "a was refused and is in the books 1 times"),
        ({}, 0, None),
        ({}, 1, None),
        ({}, 2, "a is in the books 2 times"),
    ],
)
def test_what_a_client_was_told_is_held_against_the_books(told, count, fault):
    counts = {"a": count} if count else {}
    found = judging.faults_of([payment("a", **told)], counts)
    assert found == ([] if fault is None else [fault])


@pytest.mark.parametrize(
    ("told", "before", "after", "fault"),
    [
        # Sent again under its key: booked now, or known to have been booked.
        ({"transaction": 1}, 0, 1, None),
        ({"transaction": 1}, 1, 1, None),
        ({"transaction": 1}, 1, 2, "a was sent again and is in the books 2 times"),
        ({"transaction": 1}, 0, 0, "a was sent again and is in the books 0 times"),
        ({}, 1, 1, "a is in the books and its key does not tell"),
        ({"refused": "no funds"}, 0, 0, None),
    ],
)
def test_a_key_tells_what_became_of_its_payment(told, before, after, fault):
    found = judging.keys_that_do_not_tell([payment("a", **told)], {"a": before}, {"a": after})
    assert found == ([] if fault is None else [fault])


def test_every_fault_has_a_name_of_its_own_and_can_be_asked_for():
    names = [each.name for each in faults.every(7)]
    assert len(set(names)) == len(names) > 15
    assert "five killed at random (seed 7)" in names


def test_a_fault_that_there_is_not_is_no_run_without_faults():
    with pytest.raises(CommandError, match="No fault has 'earthquake' in its name"):
        call_command("chaos", "--only", "earthquake")


def test_a_migration_that_somebody_had_to_wait_for_is_no_quiet_one():
    quick, slow, twice = payment("a"), payment("b"), payment("c")
    quick.answered_at, slow.answered_at, twice.answered_at = 1.0, 9.0, 1.0
    quick.tries = slow.tries = 1
    twice.tries = 2
    assert migrating.waits([quick]).broken == []
    assert migrating.waits([quick, slow, twice]).broken == [
        "c was tried 2 times",
        "a payment waited for 9.0 s, more than 5 s",
    ]


def test_a_program_that_grows_is_named_and_one_that_rises_and_falls_is_not():
    found = memory.grown({"web": [100.0 + 2 * n for n in range(30)], "relay": [50.0, 90.0, 50.0]})
    assert found.broken == ["web grew from 109.0 MB to 149.0 MB"]
    assert found.figures == ["relay 50.0 MB, then 50.0 MB", "web 109.0 MB, then 149.0 MB"]


def test_what_cannot_be_tried_here_is_said_and_is_not_held():
    verdict = run.not_tried(Fault("flood", lambda bank: None, hindrance=lambda: "it is dry"))
    assert (verdict.not_tried, verdict.back_after) == ("it is dry", None)


def test_a_process_that_has_ended_has_no_children():
    gone = 2**22 + 1  # above every number that Linux gives
    assert processes.family(gone) == [gone]
