"""A process that closes the day is killed anywhere; the next one leaves the same books."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created

from accounts.repositories import interest_day_checks
from accounts.services import interest_accruals, interest_checks, interest_postings, statements
from accounts.services.online import spending_sums
from bankcore.endofday import public as endofday
from bankcore.endofday.models import DayRun
from bankcore.ledger.services import business_days
from tests.conftest import NOW
from tests.factories import TESTER
from tests.factories.lively import NEXT_DAY, lively_bank

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
FROM ledger_gl_daily
UNION ALL
SELECT 'accrual', a.number, i.side::text, i.day::text, i.amount::text, NULL, NULL
FROM accounts_interestaccrual i JOIN ledger_account a ON a.id = i.account_id
UNION ALL
SELECT 'adjustment', a.number, i.side::text, i.day::text, i.adjusted_on::text, i.amount::text, NULL
FROM accounts_interestadjustment i JOIN ledger_account a ON a.id = i.account_id
UNION ALL
SELECT 'interest', a.number, i.side::text, i.period_end::text, i.gross::text, i.tax::text,
       i.carried::text
FROM accounts_interestposting i JOIN ledger_account a ON a.id = i.account_id
UNION ALL
SELECT 'interest in the books', currency::text, side::text, business_day::text, unposted::text,
       NULL, NULL
FROM accounts_interestbook
UNION ALL
SELECT 'deposit', a.iban, d.start::text, d.maturity::text, d.principal::text, d.state,
       d.ended_on::text
FROM accounts_termdeposit d JOIN accounts_account a ON a.id = d.account_id
UNION ALL
SELECT 'loan', a.iban, l.state, l.outstanding::text, l.interest_accrued::text,
       l.days_past_due::text, l.bucket
FROM accounts_loan l JOIN accounts_account a ON a.id = l.account_id
UNION ALL
SELECT 'instalment', a.iban, i.due_date::text, i.principal_paid::text, i.interest_paid::text,
       i.penalty::text, i.penalty_paid::text
FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
JOIN accounts_account a ON a.id = l.account_id
UNION ALL
SELECT 'penalty', a.iban, i.due_date::text, c.day::text, c.exact::text, c.amount::text, NULL
FROM accounts_loancharge c JOIN accounts_loaninstalment i ON i.id = c.instalment_id
JOIN accounts_loan l ON l.id = i.loan_id JOIN accounts_account a ON a.id = l.account_id
UNION ALL
SELECT 'repayment', a.iban, p.kind, p.booked_on::text, p.amount::text, NULL, NULL
FROM accounts_loanpayment p JOIN accounts_loan l ON l.id = p.loan_id
JOIN accounts_account a ON a.id = l.account_id
UNION ALL
SELECT 'collection', a.iban, c.day::text, c.due::text, c.collected::text, NULL, NULL
FROM accounts_loancollection c JOIN accounts_loan l ON l.id = c.loan_id
JOIN accounts_account a ON a.id = l.account_id
UNION ALL
SELECT 'loan income', what, currency::text, day::text, amount::text, NULL, NULL
FROM accounts_loanaccrual
UNION ALL
SELECT 'order', a.iban, e.nominal_date::text, e.try_on::text, e.state, e.attempts::text,
       e.last_refusal
FROM payments_standingorderexecution e JOIN payments_standingorder o ON o.id = e.order_id
JOIN accounts_account a ON a.public_id = o.account_id
UNION ALL
SELECT 'fee', a.iban, f.event, f.period, f.day::text, f.amount_minor::text,
       (f.txn_id IS NULL)::text
FROM accounts_feecharge f JOIN accounts_account a ON a.id = f.account_id
UNION ALL
SELECT 'statement', a.iban, s.number::text, s.entries::text, s.last_day::text, s.opening::text,
       s.closing::text
FROM accounts_statement s JOIN accounts_account a ON a.id = s.account_id
UNION ALL
SELECT 'spending', a.iban, p.first_day::text, p.last_day::text, s.category, s.entries::text,
       s.net::text
FROM accounts_spendingsum s JOIN accounts_spendingspan p ON p.id = s.span_id
JOIN accounts_account a ON a.id = p.account_id
UNION ALL
SELECT 'activity', a.iban, s.state, s.reason, NULL, NULL, NULL
FROM accounts_accountstate s JOIN accounts_account a ON a.id = s.account_id
UNION ALL
SELECT 'cheque', number, state, clears_on::text, amount_minor::text, NULL, NULL
FROM payments_collectedcheque
UNION ALL
SELECT 'position', currency, day::text, position_minor::text, counter_minor::text, rate::text,
       result_minor::text
FROM payments_fxrevaluation
UNION ALL
SELECT 'foreign result', currency, day::text, amount_minor::text, eur_minor::text, NULL, NULL
FROM payments_fxresultsale
UNION ALL
SELECT 'reminder', threshold_days::text, NULL, NULL, NULL, NULL, NULL
FROM accounts_documentreminder
UNION ALL
-- That statements are there is told again by whoever goes on, and said to each customer once.
SELECT 'event', name, regexp_replace(subject, '^transaction:.*', 'transaction'),
       CASE name WHEN 'accounts.statements_made' THEN 'told' ELSE count(*)::text END,
       NULL, NULL, NULL
FROM outbox_event GROUP BY 2, 3
UNION ALL
SELECT 'audit', action, regexp_replace(subject, '^transaction:.*', 'transaction'), count(*)::text,
       NULL, NULL, NULL
FROM audit_auditentry GROUP BY 2, 3"""


def books() -> Counter:
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS)
        return Counter(cursor.fetchall())


def is_over() -> bool:
    """Tell whether the day's end is done: a process can also be killed after its last word."""
    done = DayRun.objects.filter(next_day=NEXT_DAY, finished_at__isnull=False)
    return done.exists()


def close() -> None:
    """Close the day, once PostgreSQL has seen that the process before is gone."""
    for _ in range(100):
        try:
            if not is_over():
                endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
        except endofday.AlreadyClosing:
            time.sleep(0.05)
        else:
            return
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


@contextmanager
def every_statement(seen):
    """Call `seen` with each statement before it reaches the server, whichever hand sends it.

    Asking for the run's lock does not count: it is asked for until the process before is gone.
    """

    def look(execute, sql, *arguments):
        if "pg_try_advisory_lock" not in sql and "pg_advisory_unlock" not in sql:
            seen(sql)
        return execute(sql, *arguments)

    def listen(connection, **_):
        connection.execute_wrappers[:] = [look]

    connections.close_all()
    connection_created.connect(listen)
    try:
        yield
    finally:
        connection_created.disconnect(listen)
        connection.execute_wrappers.clear()


def close_and_die_at(statement: int) -> None:
    """Close the day, and be killed just before this statement reaches the server."""
    numbers = itertools.count(1)

    def count(_sql):
        if next(numbers) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with every_statement(count):
        close()


def count_statements() -> int:
    """Return how many statements an undisturbed close sends."""
    seen: list[str] = []
    with every_statement(seen.append):
        close()
    return len(seen)


@pytest.fixture(autouse=True)
def _several_hands(settings, monkeypatch):
    """Have two hands, ranges so small that there is something for both, and sums of spending."""
    settings.WORKING_HANDS = 2
    monkeypatch.setattr(spending_sums, "_LEAST", 1)
    monkeypatch.setattr(interest_accruals, "ACCRUED_AT_ONCE", 8)
    monkeypatch.setattr(interest_postings, "POSTED_AT_ONCE", 8)
    monkeypatch.setattr(interest_checks, "DAY_CHECKED_AT_ONCE", 8)
    monkeypatch.setattr(interest_day_checks, "_FEW", 0)
    monkeypatch.setattr(statements, "_BLOCK", 8)
    monkeypatch.setattr(business_days, "KEPT_AT_ONCE", 8)


def sound() -> bool:
    return all(check.holds for check in endofday.verify_books())


@pytest.mark.usefixtures("committed_bank")
def test_killed_anywhere_and_run_again_the_books_are_those_of_one_undisturbed_hand(
    rewind, settings
):
    lively_bank()
    rewind()
    settings.WORKING_HANDS = 1
    close()
    undisturbed = books()
    rewind()
    settings.WORKING_HANDS = 2
    sent = count_statements()
    assert books() == undisturbed
    assert sent > 60
    assert sound()
    for number in range(3, sent, sent // 8):
        rewind()
        assert in_a_process(lambda at=number: close_and_die_at(at)) == -signal.SIGKILL
        close()
        assert books() == undisturbed, f"killed at statement {number} of {sent}"
    assert sound()


@pytest.mark.usefixtures("committed_bank")
def test_killed_again_and_again_on_the_way_the_books_are_the_same(rewind):
    lively_bank()
    rewind()
    close()
    undisturbed = books()
    rewind()
    kills = 0
    while in_a_process(lambda at=25 + 8 * kills: close_and_die_at(at)):
        kills += 1
        assert kills < 60, "the end of day never gets to its end"
    assert kills > 2
    assert books() == undisturbed
    assert sound()


# Steps that find nothing to do on the lively bank's last day of March. Whether the seal finds
# rows depends on who else is at work: it leaves out what an older open transaction could
# still precede, and PostgreSQL counts those of all its databases, other tests' among them.
_IDLE = {
    "card networks",
    "expire requests",
    "drawers left open",
    "payment files",
    "year's result",
    "customers to review",
}


@pytest.mark.usefixtures("committed_bank")
def test_the_day_that_is_killed_has_something_to_do_at_nearly_every_step():
    lively_bank()
    ended = endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    idle = {result.step for result in ended.steps if not any(result.counts.values())}
    assert idle - {"seal"} == _IDLE
