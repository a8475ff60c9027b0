"""Very many rows in each of the large tables that staff look through, made by set-based SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.db import connections

from bankcore import clock
from bankcore.benchmark import asleep, many_accounts, settlement

_CUSTOMERS: Final = """
INSERT INTO accounts_customer (public_id, kind, name, registered_at)
SELECT gen_random_uuid(), CASE n %% 10 WHEN 0 THEN 'COMPANY' ELSE 'PERSON' END, 'Benchmark ' || n,
  %(day)s::timestamptz - n * interval '1 minute'
FROM generate_series(1, %(count)s) n"""
# What the trigger writes of each new customer at the commit, here in one statement.
HISTORY: Final = """
INSERT INTO accounts_customerstatuschange
  (customer_id, from_status, to_status, reason, actor, at, blocked_accounts)
SELECT id, NULL, status, 'Taken on', 'system:database', registered_at, '[]'
FROM accounts_customer c
WHERE NOT EXISTS (SELECT FROM accounts_customerstatuschange WHERE customer_id = c.id)"""
_PAYMENTS: Final = """
INSERT INTO payments_externalpayment
  (public_id, account_id, txn_id, amount_minor, currency, creditor_iban, creditor_name, remittance,
   state, created_at, settled_txn_id, is_instant, given_back)
SELECT gen_random_uuid(), gen_random_uuid(), 1000000000 + n, 100 + n %% 99000, 'EUR',
  'DE02120300000000202051', 'Demo payee ' || n %% 1000, '',
  CASE n %% 5000 WHEN 0 THEN 'IN_CLEARING' ELSE 'SETTLED' END,
  %(day)s::timestamptz + n * interval '1 second',
  CASE n %% 5000 WHEN 0 THEN NULL ELSE 2000000000 + n END, false, false
FROM generate_series(1, %(count)s) n"""
_TRAIL: Final = """
INSERT INTO audit_auditentry (at, actor, action, subject, detail, address, reason, request_id)
SELECT %(day)s::timestamptz + n * interval '1 second', 'user:' || n %% 400,
  'accounts.customer.' || CASE n %% 3 WHEN 0 THEN 'read' ELSE 'listed' END,
  'customer:' || n %% 50000, '{"page": "changelist_view"}', '127.0.0.1', '', md5(n::text)
FROM generate_series(1, %(count)s) n"""
_SCREENED: Final = """
INSERT INTO risk_screeningdecision
  (reference, channel, facts, outcome, score, findings, is_fallback, milliseconds, decided_at,
   made_by, shadow, "values")
SELECT 'payment:' || n, (ARRAY['web', 'api', 'counter'])[1 + n %% 3], '{}',
  CASE n %% 9000 WHEN 0 THEN 'REVIEW' ELSE 'APPROVE' END, 0, '[]', n %% 9999 = 0, 1.5,
  %(day)s::timestamptz + n * interval '1 second', '{}', '{}', '{}'
FROM generate_series(1, %(count)s) n"""
# Nine of ten are decided; the open ones are the queue.
_CASES: Final = """
INSERT INTO cases_case
  (kind, subject, state, priority, assignee, opened_at, due_at, outcome, reason_code, decided_by,
   decided_at, level, escalated_by)
SELECT 'FRAUD', 'payer:' || n, CASE n %% 10 WHEN 0 THEN 'OPEN' ELSE 'DECIDED' END, 1 + n %% 5,
  CASE n %% 3 WHEN 0 THEN '' ELSE 'user:' || n %% 40 END, day, day + interval '2 hours',
  CASE n %% 10 WHEN 0 THEN '' ELSE 'DISMISS' END,
  CASE n %% 10 WHEN 0 THEN '' ELSE 'explained' END, CASE n %% 10 WHEN 0 THEN '' ELSE 'user:1' END,
  CASE n %% 10 WHEN 0 THEN NULL ELSE day END, 1, ''
FROM (SELECT n, %(day)s::timestamptz + n * interval '1 minute' AS day
      FROM generate_series(1, %(count)s) n) t"""


def fill(*, count: int, day: date, say: Callable[[str], None]) -> None:
    """Make about `count` rows in each table, as the owner; payments have a hundred captures each.

    Accounts are opened without money: what is looked through is their list.
    """
    say(f"Opening {count:,} accounts")
    many_accounts.open_savings(count=count, funds=0, day=day, now=clock.now())
    say(f"Making {count:,} captures")
    settlement.fill(count=count, merchants=max(1, min(count // 100, 2_000)), day=day)
    add(count=count, day=day, say=say)
    many_accounts.analyse()


def add(*, count: int, day: date, say: Callable[[str], None]) -> None:
    """Make so many customers, payments, entries of the audit trail, decisions and cases."""
    values: dict[str, Any] = {"count": count, "day": day}
    say(f"Making {count:,} customers, payments, entries of the audit trail, decisions and cases")
    # One by one, each would be looked up in a history that is not there yet.
    with asleep.triggers("accounts_customer", "accounts_customer_has_history") as cursor:
        cursor.execute(_CUSTOMERS, values)
        cursor.execute(HISTORY)
    with connections["owner"].cursor() as cursor:
        for statement in (_PAYMENTS, _TRAIL, _SCREENED, _CASES):
            cursor.execute(statement, values)
