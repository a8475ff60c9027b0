"""The warehouse's reference questions, and the same asked of the bank's own tables.

PostgreSQL is asked of the journal, which alone can answer for any day, by the keys and indexes that
are there. Balances at a day's end that the ledger has kept a snapshot of are asked of the snapshots
as well: the quickest that the bank's own tables can do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from reporting.warehouse import public as warehouse

_BALANCES: Final = """
WITH moved AS (
  SELECT account_id, date_trunc('month', booking_date)::date AS month, sum(amount) AS amount
  FROM ledger_entry WHERE booking_date < %(last)s::date + interval '1 day' GROUP BY 1, 2),
begun AS (SELECT account_id, min(month) AS month FROM moved GROUP BY 1),
run AS (
  SELECT b.account_id, m::date AS month,
         sum(coalesce(v.amount, 0)) OVER (PARTITION BY b.account_id ORDER BY m) AS balance
  FROM begun b
  CROSS JOIN LATERAL generate_series(b.month, %(last)s::date, interval '1 month') m
  LEFT JOIN moved v ON v.account_id = b.account_id AND v.month = m)
SELECT r.month, p.code AS product, coalesce(c.branch_code, 'HEAD') AS branch,
       cur.code AS currency, count(*) AS accounts, sum(r.balance)::bigint AS closing
FROM run r
JOIN ledger_account l ON l.id = r.account_id AND l.kind = 'CUSTOMER'
JOIN ledger_currency cur ON cur.number = l.currency
JOIN accounts_account a ON a.ledger_account_id = l.id
JOIN accounts_customer c ON c.id = a.customer_id
JOIN accounts_product p ON p.id = a.product_id
WHERE r.month >= %(first)s
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""

_BALANCES_KEPT: Final = """
SELECT date_trunc('month', s.day)::date AS month, p.code AS product,
       coalesce(c.branch_code, 'HEAD') AS branch, cur.code AS currency, count(*) AS accounts,
       sum(s.balance)::bigint AS closing
FROM ledger_snapshot s
JOIN ledger_account l ON l.id = s.account_id AND l.kind = 'CUSTOMER'
JOIN ledger_currency cur ON cur.number = l.currency
JOIN accounts_account a ON a.ledger_account_id = l.id
JOIN accounts_customer c ON c.id = a.customer_id
JOIN accounts_product p ON p.id = a.product_id
WHERE s.day IN (SELECT (m + interval '1 month' - interval '1 day')::date
                FROM generate_series(%(first)s::date, %(last)s::date, interval '1 month') m)
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""

_COHORTS: Final = """
SELECT date_trunc('month', c.registered_at AT TIME ZONE 'UTC')::date AS cohort, m.month,
       count(*) AS active
FROM (SELECT DISTINCT a.customer_id, date_trunc('month', e.booking_date)::date AS month
      FROM ledger_entry e JOIN accounts_account a ON a.ledger_account_id = e.account_id
      WHERE e.booking_date <= %(last)s) m
JOIN accounts_customer c ON c.id = m.customer_id
GROUP BY 1, 2 ORDER BY 1, 2"""

_COUNTERPARTIES: Final = """
SELECT cur.code AS currency, p.account_id AS payer, q.account_id AS payee, count(*) AS payments,
       sum(least(-p.amount, q.amount))::bigint AS moved
FROM ledger_entry p
JOIN ledger_entry q ON q.txn_id = p.txn_id AND q.booking_date = p.booking_date
                   AND q.currency = p.currency AND q.amount > 0
JOIN ledger_currency cur ON cur.number = p.currency
WHERE p.amount < 0 AND p.booking_date BETWEEN %(first)s AND %(last)s
  AND q.booking_date BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2, 3 ORDER BY moved DESC, 1, 2, 3 LIMIT %(limit)s"""

_FLOWS: Final = """
WITH daily AS (
  SELECT a.customer_id, e.currency, e.booking_date AS day,
         sum(greatest(e.amount, 0)) AS credits, sum(greatest(-e.amount, 0)) AS debits
  FROM ledger_entry e JOIN accounts_account a ON a.ledger_account_id = e.account_id
  WHERE e.booking_date BETWEEN %(first)s::date - 90 AND %(last)s
  GROUP BY 1, 2, 3),
rolled AS (
  SELECT customer_id, currency, day, sum(credits) OVER days AS came_in,
         sum(debits) OVER days AS went_out
  FROM daily
  WINDOW days AS (PARTITION BY customer_id, currency ORDER BY day
                  RANGE BETWEEN '89 days' PRECEDING AND CURRENT ROW))
SELECT r.customer_id, cur.code AS currency, r.day, r.came_in::bigint AS came_in,
       r.went_out::bigint AS went_out
FROM rolled r JOIN ledger_currency cur ON cur.number = r.currency
WHERE r.day >= %(first)s ORDER BY 1, 2, 3"""

_LADDER_OF: Final = """
SELECT currency, bucket, sum(comes_in)::bigint AS comes_in, sum(goes_out)::bigint AS goes_out
FROM (
  SELECT cur.code AS currency, '1 at sight' AS bucket, greatest(-s.balance, 0) AS comes_in,
         greatest(s.balance, 0) AS goes_out
  FROM ({balances}) s
  JOIN accounts_account a ON a.ledger_account_id = s.account_id
  JOIN accounts_product p ON p.id = a.product_id AND p.kind IN ('CURRENT', 'SAVINGS')
  JOIN ledger_currency cur ON cur.number = a.currency
  UNION ALL
  SELECT cur.code,
         CASE WHEN due <= %(last)s THEN '1 at sight'
              WHEN due <= %(last)s::date + 7 THEN '2 up to a week'
              WHEN due <= %(last)s::date + 30 THEN '3 up to 30 days'
              WHEN due <= %(last)s::date + 90 THEN '4 up to 90 days'
              WHEN due <= %(last)s::date + 180 THEN '5 up to half a year'
              WHEN due <= %(last)s::date + 365 THEN '6 up to a year'
              WHEN due <= %(last)s::date + 5 * 365 THEN '7 up to five years'
              ELSE '8 later' END,
         CASE WHEN is_loan THEN amount ELSE 0 END, CASE WHEN is_loan THEN 0 ELSE amount END
  FROM (
    SELECT true AS is_loan, i.due_date AS due, l.currency,
           i.principal - i.principal_paid
           + CASE WHEN i.capitalised THEN 0 ELSE i.interest - i.interest_paid END AS amount
    FROM accounts_loaninstalment i JOIN accounts_loan l ON l.id = i.loan_id
    WHERE NOT i.superseded AND l.state IN ('ACTIVE', 'IN_ARREARS', 'RESTRUCTURED')
      AND i.principal - i.principal_paid + i.interest - i.interest_paid > 0
    UNION ALL
    SELECT false, d.maturity, a.currency,
           d.principal + round(d.principal * d.rate * (d.maturity - d.start) / 365)::bigint
    FROM accounts_termdeposit d JOIN accounts_account a ON a.id = d.account_id
    WHERE d.state = 'ACTIVE') f
  JOIN ledger_currency cur ON cur.number = f.currency) x
GROUP BY 1, 2 ORDER BY 1, 2"""

_LADDER: Final = _LADDER_OF.format(
    balances="""
    SELECT account_id, sum(amount) AS balance FROM ledger_entry
    WHERE booking_date <= %(last)s GROUP BY account_id"""
)
_LADDER_KEPT: Final = _LADDER_OF.format(
    balances="SELECT account_id, balance FROM ledger_snapshot WHERE day = %(last)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question: how Ibis puts it, how SQL does, and the values that SQL takes.

    `kept` asks the ledger's snapshots; empty: it keeps nothing that would help.
    """

    name: str
    ask: Callable[[Mapping[str, Any]], Any]
    sql: str
    values: Mapping[str, Any]
    kept: str = ""


def questions(*, first: date, last: date) -> list[Question]:
    """Return the five questions about the time between a month's first day and another's last."""
    queries, values = warehouse.queries, {"first": first, "last": last, "limit": 100}
    return [
        Question(
            name="monthly balances",
            ask=lambda tables: queries.monthly_balances(tables, first=first, last=last),
            sql=_BALANCES,
            values=values,
            kept=_BALANCES_KEPT,
        ),
        Question(
            name="cohort retention",
            ask=lambda tables: queries.cohort_retention(tables, last=last),
            sql=_COHORTS,
            values=values,
        ),
        Question(
            name="top counterparties",
            ask=lambda tables: queries.top_counterparties(
                tables, first=first, last=last, limit=100
            ),
            sql=_COUNTERPARTIES,
            values=values,
        ),
        Question(
            name="flows of 90 days",
            ask=lambda tables: queries.rolling_flows(tables, first=first, last=last),
            sql=_FLOWS,
            values=values,
        ),
        Question(
            name="liquidity ladder",
            ask=lambda tables: queries.liquidity_ladder(tables, day=last),
            sql=_LADDER,
            values=values,
            kept=_LADDER_KEPT,
        ),
    ]
