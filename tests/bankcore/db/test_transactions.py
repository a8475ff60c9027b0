"""One use case is one transaction, tried again where PostgreSQL asks for that."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from bankcore.actor import Actor
from bankcore.audit.models import AuditEntry
from bankcore.audit.services import trail
from bankcore.db import transactions
from bankcore.db.transactions import Busy, RecordedRefusal, TryAgain, requires_transaction, use_case
from bankcore.errors import BankError
from tests.bankcore.ledger.books import customer_account
from tests.conftest import NOW, in_threads


def note(subject: str) -> None:
    trail.record(actor=Actor.system("test"), action="test.it.noted", subject=subject, at=NOW)


def notes() -> list[str]:
    return list(AuditEntry.objects.filter(action="test.it.noted").values_list("subject", flat=True))


def test_what_is_done_before_an_error_is_undone(committed_bank):
    @use_case
    def fail() -> None:
        note("lost")
        message = "no"
        raise BankError(message)

    with pytest.raises(BankError):
        fail()
    assert notes() == []


def test_a_recorded_refusal_keeps_its_record(committed_bank):
    @use_case
    def refuse() -> None:
        note("kept")
        message = "no"
        raise RecordedRefusal(message)

    with pytest.raises(RecordedRefusal):
        refuse()
    assert notes() == ["kept"]


def test_a_use_case_is_not_part_of_another_transaction(committed_bank):
    nested = use_case(lambda: None)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        nested()


def test_locks_are_not_taken_outside_a_use_case(committed_bank):
    lock = requires_transaction(lambda: "locked")
    with pytest.raises(transaction.TransactionManagementError, match="inside a use case"):
        lock()
    assert use_case(lock)() == "locked"


def test_who_was_overtaken_sees_what_the_faster_one_did(committed_bank):
    tries = []

    @use_case
    def overtaken() -> str:
        tries.append(note(f"try {len(tries)}"))
        if len(tries) < 3:
            raise TryAgain
        return "done"

    assert overtaken() == "done"
    assert notes() == ["try 2"]


def test_contention_at_every_try_is_busy_and_not_a_refusal(committed_bank):
    tries = []

    @use_case
    def unlucky() -> None:
        tries.append(note("never"))
        raise TryAgain

    with pytest.raises(Busy) as busy:
        unlucky()
    assert (busy.value.code, busy.value.status, len(tries)) == ("busy", 503, transactions._TRIES)
    assert notes() == []


def test_a_deadlock_is_resolved_by_trying_again(committed_bank):
    first, second = customer_account(), customer_account()
    met = threading.Barrier(2)
    tries = [0, 0]

    @use_case
    def cross(number: int) -> str:
        tries[number] += 1
        own, other = (first, second) if number else (second, first)
        _lock(own)
        if tries[number] == 1:
            met.wait(timeout=10)
        _lock(other)
        return "done"

    assert in_threads(2, cross) == ["done", "done"]
    assert sorted(tries) == [1, 2]


def test_another_failure_of_the_database_is_not_tried_again(committed_bank):
    tries = []

    @use_case
    def slow() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError, match="timeout"):
        slow()
    assert len(tries) == 1


def _lock(account_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM ledger_balance WHERE account_id = %s FOR NO KEY UPDATE", [account_id]
        )
