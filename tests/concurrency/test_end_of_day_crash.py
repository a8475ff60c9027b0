"""A process that closes the day is killed anywhere; the next one leaves the same books."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections

from bankcore.endofday import public as endofday
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.factories.lively import lively_bank

NEXT_DAY = OPENING_DAY + timedelta(days=1)

# Everything that the day leaves behind, without ids and clocks.
_BOOKS = """
SELECT 'entry', a.number, t.kind::text, e.booking_date::text, e.value_date::text,
       e.amount::text, t.narrative
FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
UNION ALL
SELECT 'balance', a.number, b.dr_posted::text, b.cr_posted::text, b.held::text, b.floor::text,
       b.status::text
FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
UNION ALL
SELECT 'snapshot', a.number, s.day::text, s.balance::text, NULL, NULL, NULL
FROM ledger_snapshot s JOIN ledger_account a ON a.id = s.account_id
UNION ALL
SELECT 'line', gl_account_id::text, day::text, currency::text, debits::text, credits::text, NULL
FROM ledger_gl_daily"""


def books() -> Counter:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS)
        return Counter(cursor.fetchall())


def close() -> endofday.BusinessDayEnded:
    """Close the day, once PostgreSQL has seen that the process before is gone."""
    for _ in range(100):
        try:
            return endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
        except endofday.AlreadyClosing:
            time.sleep(0.05)
    message = "PostgreSQL does not notice that a process is dead"
    raise TimeoutError(message)


def in_a_process(work) -> int:
    """Run `work` in a forked process; return how it ended, as the shell tells it."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the exit status tells
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def close_and_die_at(statement: int) -> None:
    """Close the day, and be killed just before this statement reaches the server."""
    seen = 0

    def count(execute, *arguments):
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*arguments)

    with connection.execute_wrapper(count):
        close()


def count_statements() -> int:
    """Return how many statements an undisturbed close sends."""
    seen = 0

    def count(execute, *arguments):
        nonlocal seen
        seen += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        close()
    return seen


def sound() -> bool:
    return all(check.holds for check in endofday.verify_books())


@pytest.mark.usefixtures("committed_bank")
def test_killed_anywhere_and_run_again_the_books_are_the_same(rewind):
    lively_bank()
    rewind()
    statements = count_statements()
    undisturbed = books()
    assert statements > 60
    assert sound()
    for number in range(3, statements, statements // 12):
        rewind()
        assert in_a_process(lambda at=number: close_and_die_at(at)) == -signal.SIGKILL
        close()
        assert books() == undisturbed, f"killed at statement {number} of {statements}"
    assert sound()


@pytest.mark.usefixtures("committed_bank")
def test_killed_again_and_again_on_the_way_the_books_are_the_same(rewind):
    lively_bank()
    rewind()
    close()
    undisturbed = books()
    rewind()
    kills = 0
    while in_a_process(lambda at=25 + 4 * kills: close_and_die_at(at)):
        kills += 1
        assert kills < 60, "the end of day never gets to its end"
    assert kills > 2
    assert books() == undisturbed
    assert sound()
