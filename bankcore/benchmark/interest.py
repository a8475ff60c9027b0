"""Interest, measured: a day's accrual and a month's posting on very many accounts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connections

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency

_ACTOR = Actor.system("bench")
_LEGS = 30_000

# Accounts and their opening balances, as the owner: a million by the services would take minutes
# that are not what is measured.
_OPEN = (
    """
    INSERT INTO accounts_customer (public_id, kind, name, registered_at)
    VALUES (gen_random_uuid(), 'PERSON', 'Benchmark', now())""",
    """
    INSERT INTO ledger_account (number, name, gl_account_id, currency, normal_side, kind, branch,
      opened_on)
    SELECT 'INT' || n, 'Benchmark', g.id, 978, 'C', 'CUSTOMER', 'HQ', %(day)s
    FROM generate_series(1, %(count)s) n, ledger_gl_account g WHERE g.code = '2000'""",
    """
    INSERT INTO accounts_account (public_id, iban, customer_id, product_id, ledger_account_id,
      currency, opened_on)
    SELECT gen_random_uuid(), a.number, c.id, p.id, a.id, 978, %(day)s
    FROM ledger_account a, accounts_customer c, accounts_product p
    WHERE a.number LIKE 'INT%%' AND c.name = 'Benchmark' AND p.code = 'SAVINGS' ORDER BY a.id""",
    """
    INSERT INTO ledger_txn (id, created_at, booking_date, value_date, kind, actor, narrative)
    SELECT n, now(), %(day)s, %(day)s, 3, 'system:bench', ''
    FROM generate_series(0, (%(count)s - 1) / %(legs)s) n""",
    """
    WITH leg AS (
      SELECT id AS account_id, number - 1 AS number, 100000 + number %% 900000 AS amount
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS number
            FROM ledger_account WHERE number LIKE 'INT%%') x),
    cash AS (
      SELECT number / %(legs)s AS txn_id, -sum(amount) AS amount FROM leg GROUP BY 1)
    INSERT INTO ledger_entry (account_id, seq, txn_id, amount, balance_after, booking_date,
      value_date, leg, currency)
    SELECT account_id, 1, number / %(legs)s, amount, amount, %(day)s::date, %(day)s::date,
           number %% %(legs)s + 2, 978 FROM leg
    UNION ALL
    SELECT (SELECT id FROM ledger_account WHERE number = '1000-EUR'), txn_id + 1, txn_id, amount,
           sum(amount) OVER (ORDER BY txn_id), %(day)s::date, %(day)s::date, 1, 978 FROM cash""",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a day's end: what it did, and how long it took."""

    day: date
    name: str
    counts: dict[str, int]
    seconds: float


def measure(
    *, count: int, first: date, days: int, now: datetime, say: Callable[[str], None]
) -> list[Step]:
    """Run so many days' ends from `first` on in an empty database; returns every step.

    On so many savings accounts with three tiers, tax and monthly posting.
    """
    say(f"Opening {count:,} accounts with money on them")
    ledger.open_first_business_day(day=first)
    _introduce(first, now)
    use_case(ledger.internal_account)(gl_code="1000", currency=Currency.of("EUR"), opened_on=first)
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in _OPEN:
            cursor.execute(statement, {"day": first, "count": count, "legs": _LEGS})
        cursor.execute("COMMIT")
        cursor.execute("VACUUM (ANALYZE)")
    steps: list[Step] = []
    for _ in range(days):
        steps += _end_day(now, say)
    return steps


def _end_day(now: datetime, say: Callable[[str], None]) -> list[Step]:
    day, next_day = use_case(ledger.cut_off)()
    done = []
    for step in (
        accounts.adjust_interest,
        accounts.accrue_interest,
        accounts.post_interest,
        accounts.book_accruals,
    ):
        started = time.perf_counter()
        counts = step(day=day, next_day=next_day, actor=_ACTOR, now=now)
        done.append(Step(day, step.__name__, counts, time.perf_counter() - started))
        say(f"{day} {step.__name__}: {counts} in {done[-1].seconds:.1f} s")
    use_case(ledger.close_period)(actor=_ACTOR, now=now)
    return done


def _introduce(first: date, now: datetime) -> None:
    tiers = [(0, Decimal("0.01")), (250_000, Decimal("0.02")), (500_000, Decimal("0.03"))]
    order = accounts.TermsOrder(
        product="SAVINGS",
        currency=Currency.of("EUR"),
        side=accounts.Side.CREDIT,
        effective_from=first + timedelta(days=1),
        day_count=accounts.DayCount.ACT_365F,
        tiers=tiers,
        tax_rate=Decimal("0.25"),
    )
    accounts.introduce_interest_terms(order=order, actor=_ACTOR, now=now)
