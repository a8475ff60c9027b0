"""Patterns in customers' movements, found by PostgreSQL over sets. Amounts are cents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection


class Found(NamedTuple):
    """A customer's movements that make a pattern: `figures` are what the explanation tells."""

    customer_id: UUID
    about: str
    dollars: int
    flows: list[int]
    figures: list[Any]


# Cash in one direction, for each holder of the accounts, in parts of a size; one on the day.
STRUCTURING: Final = """
SELECT h.customer, CASE WHEN f.amount > 0 THEN 'IN' ELSE 'OUT' END,
  sum(abs(f.dollars))::bigint, array_agg(f.id ORDER BY f.at, f.id),
  ARRAY[count(*), min(abs(f.dollars)), max(abs(f.dollars)), count(DISTINCT f.day)]
FROM crime_flow f CROSS JOIN LATERAL unnest(f.holders) h (customer)
WHERE f.is_cash AND f.day BETWEEN %(day)s::date - %(days)s + 1 AND %(day)s
  AND abs(f.dollars) BETWEEN %(at_least)s AND %(up_to)s
GROUP BY 1, 2
HAVING count(*) >= %(count)s AND sum(abs(f.dollars)) > %(up_to)s AND bool_or(f.day = %(day)s)
ORDER BY 1, 2"""

# Of each account that paid on the day: what came in the hours before its last payment, and how
# much of that went since the first of it came. Between a customer's own accounts nothing moves.
RAPID_MOVEMENT: Final = """
WITH last AS (
  SELECT account_id, max(at) AS at FROM crime_flow WHERE day = %(day)s AND amount < 0
    AND other_customer IS DISTINCT FROM customer_id
  GROUP BY account_id),
near AS (
  SELECT f.*, min(f.at) FILTER (WHERE f.amount > 0) OVER (PARTITION BY f.account_id) AS first
  FROM last l JOIN crime_flow f ON f.account_id = l.account_id
    AND f.day >= %(day)s::date - (%(hours)s / 24 + 1)
    AND f.at BETWEEN l.at - make_interval(hours => %(hours)s) AND l.at
    AND f.other_customer IS DISTINCT FROM f.customer_id AND f.dollars IS NOT NULL)
SELECT customer_id, account_id::text, sum(dollars) FILTER (WHERE amount > 0)::bigint,
  array_agg(id ORDER BY at, id),
  ARRAY[sum(dollars) FILTER (WHERE amount > 0), -sum(dollars) FILTER (WHERE amount < 0)]
FROM near WHERE at >= first
GROUP BY customer_id, account_id
HAVING sum(dollars) FILTER (WHERE amount > 0) >= %(at_least)s
  AND -sum(dollars) FILTER (WHERE amount < 0) * 100
    >= sum(dollars) FILTER (WHERE amount > 0) * %(percent)s
ORDER BY 1, 2"""

# Backwards from what a customer received on the day: who sent it, from whom they had it before,
# until it is the customer again. Of each customer the shortest way counts.
ROUND_TRIP: Final = """
WITH RECURSIVE way AS (
  SELECT f.customer_id AS home, f.other_customer AS sender, f.dollars AS arrived, f.at,
    ARRAY[f.id] AS flows, ARRAY[f.customer_id] AS seen
  FROM crime_flow f
  WHERE f.day = %(day)s AND f.amount > 0 AND f.dollars >= %(at_least)s
    AND f.other_customer <> f.customer_id
  UNION ALL
  SELECT w.home, f.other_customer, w.arrived, f.at, f.id || w.flows, w.seen || f.customer_id
  FROM way w JOIN crime_flow f ON f.customer_id = w.sender AND f.amount > 0 AND f.at <= w.at
    AND f.other_customer <> f.customer_id AND f.day > %(day)s::date - %(days)s
    AND f.dollars * %(percent)s <= w.arrived * 100 AND f.dollars * 100 >= w.arrived * %(percent)s
  WHERE w.sender <> w.home AND cardinality(w.flows) < %(steps)s AND NOT w.sender = ANY(w.seen))
SELECT DISTINCT ON (home) home, '', arrived, flows, ARRAY[cardinality(flows)]
FROM way WHERE sender = home ORDER BY home, cardinality(flows), flows"""

# Accounts that were open all the time and had no movement in it, with movements on the day.
DORMANT_ACTIVE: Final = """
SELECT f.customer_id, f.account_id::text, sum(abs(f.dollars))::bigint,
  array_agg(f.id ORDER BY f.at, f.id), ARRAY[count(*)]
FROM crime_flow f WHERE f.day = %(day)s AND f.dollars IS NOT NULL
GROUP BY f.customer_id, f.account_id
HAVING sum(abs(f.dollars)) >= %(at_least)s AND min(f.opened_on) <= %(day)s::date - %(days)s
  AND NOT EXISTS (
    SELECT FROM crime_flow e WHERE e.account_id = f.account_id
    AND e.day BETWEEN %(day)s::date - %(days)s AND %(day)s::date - 1)
ORDER BY 1, 2"""

HIGH_RISK_COUNTRY: Final = """
SELECT f.customer_id, '', sum(abs(f.dollars))::bigint, array_agg(f.id ORDER BY f.at, f.id),
  array_agg(DISTINCT f.country)
FROM crime_flow f
WHERE f.day = %(day)s AND f.country = ANY(%(countries)s) AND f.dollars IS NOT NULL
GROUP BY f.customer_id HAVING sum(abs(f.dollars)) >= %(at_least)s ORDER BY 1"""

# Cash of a day for each holder of the accounts, each direction by itself.
CASH_REPORT: Final = """
SELECT h.customer, CASE WHEN f.amount > 0 THEN 'IN' ELSE 'OUT' END,
  sum(abs(f.dollars))::bigint, array_agg(f.id ORDER BY f.id), ARRAY[count(*)]
FROM crime_flow f CROSS JOIN LATERAL unnest(f.holders) h (customer)
WHERE f.is_cash AND f.day = %(day)s AND f.dollars IS NOT NULL
GROUP BY 1, 2 HAVING sum(abs(f.dollars)) > %(above)s ORDER BY 1, 2"""


def find(statement: str, *, day: date, values: Mapping[str, Any]) -> list[Found]:
    """Return who shows a pattern on a day."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "day": day})
        return [Found(*row) for row in cursor.fetchall()]
