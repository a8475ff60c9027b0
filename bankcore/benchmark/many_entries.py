"""A bank with very many entries over months, made by set-based SQL, a month at a time.

The ledger's own triggers try every statement: balances, numbers, floors and sums are what posting
one by one would have left, keys of requests and closed months included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from bankcore.benchmark import asleep, many_accounts, many_rows
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency

FIRST: Final = date(2024, 1, 1)
MONTHS: Final = 24
_ENTRIES_OF_AN_ACCOUNT: Final = 200
_FEWEST_ACCOUNTS: Final = 300  # more than lie between a payer and the farthest payee
_FUNDS: Final = 10_000_000
_CURRENCIES: Final = ("EUR", "USD", "GBP")

_BRANCHES = """
INSERT INTO identity_branch (code, name)
SELECT 'B' || n, 'Benchmark branch ' || n FROM generate_series(1, 4) n"""

_CUSTOMERS = """
INSERT INTO accounts_customer (public_id, kind, name, registered_at, branch_code)
SELECT gen_random_uuid(), 'PERSON', 'Benchmark ' || n,
       %(first)s::timestamptz + (n %% %(days)s) * interval '1 day',
       CASE n %% 5 WHEN 0 THEN NULL ELSE 'B' || n %% 5 END
FROM generate_series(1, %(customers)s) n"""

# Two accounts a customer; eight of ten in euros, one in dollars, one in pounds.
_ACCOUNTS = """
CREATE TEMP TABLE bench_account AS
SELECT n - 1 AS place, nextval(pg_get_serial_sequence('ledger_account', 'id')) AS id,
       CASE n %% 10 WHEN 0 THEN 840 WHEN 1 THEN 826 ELSE 978 END::smallint AS currency,
       CASE WHEN n %% 2 = 0 THEN 'SAVINGS' ELSE 'CURRENT' END AS product,
       %(first_customer)s::bigint + (n - 1) / 2 AS customer_id
FROM generate_series(1, %(accounts)s) n;
CREATE UNIQUE INDEX ON bench_account (place);
INSERT INTO ledger_account (id, number, name, gl_account_id, currency, normal_side, kind, branch,
                            opened_on)
SELECT b.id, 'MANY' || b.place, 'Account', g.id, b.currency, 'C', 'CUSTOMER',
       coalesce(c.branch_code, 'HEAD'), %(first)s
FROM bench_account b JOIN accounts_customer c ON c.id = b.customer_id, ledger_gl_account g
WHERE g.code = '2000';
INSERT INTO accounts_account
  (public_id, iban, customer_id, product_id, ledger_account_id, currency, opened_on)
SELECT gen_random_uuid(), 'MANY' || b.place, b.customer_id, p.id, b.id, b.currency, %(first)s
FROM bench_account b JOIN accounts_product p ON p.code = b.product"""

_RATES = """
INSERT INTO payments_fxrate (source, base, currency, day, rate)
SELECT 'ECB', 'EUR', c.code, d::date, c.rate + extract(doy FROM d) / 10000
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') d,
     (VALUES ('USD', 1.08), ('GBP', 0.85)) c(code, rate)
WHERE extract(isodow FROM d) < 6 ON CONFLICT DO NOTHING"""

# Term deposits of tomorrow and of years ahead; their money stands on the accounts already.
_DEPOSITS = """
INSERT INTO accounts_termdeposit
  (public_id, account_id, payout_account_id, principal, term_days, rate, start, maturity,
   instruction, break_rule, break_days, state)
SELECT gen_random_uuid(), a.id, o.id, 100000 + b.place, 30 + b.place %% 2500, 0.03, %(last)s::date,
       %(last)s::date + (30 + b.place %% 2500)::int, 'PAY_OUT', 'FORFEIT_DAYS', 30, 'ACTIVE'
FROM bench_account b
JOIN accounts_account a ON a.ledger_account_id = b.id
JOIN accounts_account o ON o.customer_id = b.customer_id AND o.id <> a.id
WHERE b.place %% 5 = 0"""

# `n` counts a month's transactions from 1 in the order of their days. Of a hundred, the busy
# account pays one, as little as there is, and is paid one: it is never short of money.
_OPENING = """
CREATE TEMP TABLE bench_txn AS
SELECT %(before)s + b.place + 1 AS id, %(first)s::date AS day, c.account_id AS payer,
       b.id AS payee, %(funds)s::bigint AS amount, b.currency, 3::smallint AS kind
FROM bench_account b JOIN bench_contra c ON c.currency = b.currency"""

_TRANSFERS = """
CREATE TEMP TABLE bench_txn AS
SELECT %(before)s + n AS id, %(first)s::date + (n * %(days)s / (%(count)s + 1))::int AS day,
       CASE WHEN p.currency = 978 AND n %% 100 = 0 THEN coalesce(%(busy)s::bigint, p.id)
         ELSE p.id END AS payer,
       CASE WHEN p.currency = 978 AND n %% 100 = 50 THEN coalesce(%(busy)s::bigint, q.id)
         ELSE q.id END AS payee,
       CASE WHEN n %% 100 = 0 THEN 100 ELSE 100 + n * 7561 %% 9900 END AS amount, p.currency,
       2::smallint AS kind
FROM generate_series(1, %(count)s::bigint) n
JOIN bench_account p ON p.place = (n * 7919 + %(salt)s) %% %(accounts)s
JOIN bench_account q
  ON q.place = ((n * 7919 + %(salt)s) %% %(accounts)s + 10 * (1 + n * 31 %% 20)) %% %(accounts)s"""

_POST = """
ANALYZE bench_txn;
INSERT INTO ledger_txn (id, created_at, booking_date, value_date, kind, actor, narrative)
SELECT id, day + interval '12 hours', day, day, kind, 'system:bench', 'Benchmark' FROM bench_txn;
ANALYZE ledger_txn;
INSERT INTO ledger_idem (key, source, operation, result_id, created_at, booking_date, request_hash)
SELECT k, 1, 1, id, day + interval '12 hours', day, uuid_send(k) || uuid_send(k)
FROM (SELECT gen_random_uuid() AS k, id, day FROM bench_txn) t;
INSERT INTO ledger_entry (account_id, seq, txn_id, amount, balance_after, booking_date, value_date,
                          leg, currency)
SELECT l.account_id, b.seq + row_number() OVER entries, l.id, l.amount,
       b.cr_posted - b.dr_posted + sum(l.amount) OVER entries, l.day, l.day, l.leg, l.currency
FROM (SELECT payer AS account_id, id, -amount AS amount, day, 1 AS leg, currency FROM bench_txn
      UNION ALL SELECT payee, id, amount, day, 2, currency FROM bench_txn) l
JOIN ledger_balance b ON b.account_id = l.account_id
WINDOW entries AS (PARTITION BY l.account_id ORDER BY l.id);
DROP TABLE bench_txn"""

_CLOSE = """
INSERT INTO ledger_gl_daily (day, gl_account_id, branch, currency, debits, credits)
SELECT e.booking_date, a.gl_account_id, a.branch, e.currency,
       coalesce(-sum(e.amount) FILTER (WHERE e.amount < 0), 0),
       coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)
FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
WHERE e.booking_date BETWEEN %(first)s AND %(last)s GROUP BY 1, 2, 3, 4;
INSERT INTO ledger_snapshot (day, account_id, balance, held)
SELECT %(last)s, account_id, cr_posted - dr_posted, held FROM ledger_balance;
INSERT INTO ledger_period (first_day, last_day, closed_at, closed_by)
VALUES (%(first)s, %(last)s, %(last)s::date + interval '1 day', 'system:bench');
UPDATE ledger_business_date SET business_date = %(last)s::date + 1"""


Done = Callable[[str, int], None]
"""Is told what was made, and how many rows of it."""


def _nobody_asks(_what: str, _rows: int) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is to be made: so many entries over so many months.

    Without `accounts` there is one for each two hundred entries. `busy` is an account in euros, by
    its id in the ledger, that pays one of a hundred transfers and is paid another.
    """

    entries: int
    accounts: int | None = None
    months: int = MONTHS
    busy: int | None = None

    def how_many_accounts(self) -> int:
        """Return how many accounts there will be."""
        wanted = self.accounts or self.entries // _ENTRIES_OF_AN_ACCOUNT
        return max(_FEWEST_ACCOUNTS, wanted // 10 * 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: entries, accounts, and the last of the closed days."""

    entries: int
    accounts: int
    last: date


def make(shape: Shape, *, say: Callable[[str], None], done: Done = _nobody_asks) -> Made:
    """Fill a migrated database with about so many entries of closed months, from `FIRST` on.

    Its open business day, if it has one, is `FIRST`. `done` is told of rows as they are made.
    """
    accounts = shape.how_many_accounts()
    transfers = max(shape.months, shape.entries // 2 - accounts) // shape.months
    last = _first_of(shape.months) - timedelta(days=1)
    say(f"Making {2 * (accounts + transfers * shape.months):,} entries of {accounts:,} accounts")
    ledger.open_first_business_day(day=FIRST)
    contras = use_case(_contras)()
    values: dict[str, Any] = {
        "first": FIRST,
        "last": last,
        "days": (last - FIRST).days + 1,
        "accounts": accounts,
        "customers": accounts // 2,
        "funds": _FUNDS,
        "busy": shape.busy,
    }
    _open(contras, values)
    many_accounts.analyse()
    done("accounts", accounts)
    start = before = _numbered()
    for month in range(shape.months):
        booked = _book(month, before=before, transfers=transfers, values=values)
        done(f"entries of {_first_of(month):%B %Y}", 2 * (booked - before))
        before = booked
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT setval('ledger_txn_block', %s)", [before // 10_000 * 10_000 + 10_000]
        )
    many_accounts.analyse()
    return Made(entries=2 * (before - start), accounts=accounts, last=last)


def _open(contras: list[tuple[int, int]], values: dict[str, Any]) -> None:
    """Take on the customers and open their accounts, term deposits and rates beside."""
    # One by one, each would be looked up in a history that is not there yet.
    with asleep.triggers("accounts_customer", "accounts_customer_has_history") as cursor:
        for statement in (_BRANCHES, _CUSTOMERS, many_rows.HISTORY):
            _run(cursor, statement, values)
        cursor.execute("SELECT min(id) FROM accounts_customer WHERE name = 'Benchmark 1'")
        (first_customer,) = cursor.fetchone()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in (_ACCOUNTS, _RATES, _DEPOSITS):
            _run(cursor, statement, values | {"first_customer": first_customer})
        cursor.execute("CREATE TEMP TABLE bench_contra (currency smallint, account_id bigint)")
        cursor.executemany("INSERT INTO bench_contra VALUES (%s, %s)", contras)


def _numbered() -> int:
    """Return a number that no transaction so far is above; numbers are given in blocks."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN is_called THEN last_value + 10000 ELSE 0 END FROM ledger_txn_block"
        )
        return int(cursor.fetchone()[0])


def _contras() -> list[tuple[int, int]]:
    """Open the bank's accounts from which customers' first money comes."""
    found = []
    for code in _CURRENCIES:
        currency = Currency.of(code)
        contra = ledger.internal_account(gl_code="1000", currency=currency, opened_on=FIRST)
        found.append((currency.number, contra))
    return found


def _book(month: int, *, before: int, transfers: int, values: dict[str, Any]) -> int:
    """Book and close a month; returns the number of its last transaction."""
    first, last = _first_of(month), _first_of(month + 1) - timedelta(days=1)
    of_month = values | {
        "first": first,
        "last": last,
        "days": (last - first).days + 1,
        "count": transfers,
        "salt": month * 104_729,
    }
    batches = ((_OPENING, values["accounts"]), (_TRANSFERS, transfers))
    with _transaction() as cursor:
        cursor.execute("SELECT ledger_make_partitions(%s, %s)", [first, last])
    # Each in a transaction of its own: a balance that one transaction writes twice leaves its page.
    for statement, count in batches if month == 0 else batches[1:]:
        with _transaction() as cursor:
            _run(cursor, statement, of_month | {"before": before})
            _run(cursor, _POST, {})
        before += count
    with _transaction() as cursor:
        _run(cursor, _CLOSE, of_month)
    return before


@contextmanager
def _transaction() -> Iterator[CursorWrapper]:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        # Nothing is known of rows just made: nested loops over them would be quadratic.
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield cursor


def _first_of(month: int) -> date:
    """Return the first day of a month counted from the first one, 0."""
    place = FIRST.month - 1 + month
    return date(FIRST.year + place // 12, place % 12 + 1, 1)


def _run(cursor: CursorWrapper, script: str, values: dict[str, Any]) -> None:
    """Run a script's statements one by one: a statement with parameters comes alone."""
    for statement in script.split(";\n"):
        cursor.execute(statement, values)
