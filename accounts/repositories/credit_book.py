"""Loans and overdrafts, drawn and promised, in the database."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accounts.domain.credit import CreditFilter
from accounts.domain.loans.states import OWED

_POSITIONS = """
WITH lent AS (
  SELECT p.customer_id, p.product_id, p.public_id AS application, p.currency,
    CASE WHEN l.state = ANY(%(owed)s) THEN l.outstanding ELSE 0 END AS drawn,
    CASE WHEN l.id IS NULL THEN p.amount WHEN l.state = 'PENDING' THEN l.principal ELSE 0 END
      AS undrawn
  FROM accounts_loanapplication p LEFT JOIN accounts_loan l ON l.application_id = p.id
  WHERE l.state = 'PENDING' OR l.state = ANY(%(owed)s) OR (l.id IS NULL AND p.state = 'APPROVED')
), overdrawn AS (
  SELECT a.customer_id, a.product_id, NULL::uuid AS application, a.currency,
    greatest(0, b.dr_posted - b.cr_posted) AS drawn,
    greatest(0, -coalesce(b.floor, 0) - greatest(0, b.dr_posted - b.cr_posted)) AS undrawn
  FROM accounts_account a
  JOIN ledger_balance b ON b.account_id = a.ledger_account_id AND b.sign = 1
  WHERE b.floor < 0 OR b.dr_posted > b.cr_posted
), everything AS (SELECT * FROM lent UNION ALL SELECT * FROM overdrawn)
SELECT c.public_id, d.code, coalesce(home.country, ''), e.application, e.currency,
  e.drawn::bigint, e.undrawn::bigint
FROM everything e
JOIN accounts_customer c ON c.id = e.customer_id
JOIN accounts_product d ON d.id = e.product_id
LEFT JOIN LATERAL (
  SELECT country FROM accounts_address
  WHERE customer_id = c.id AND valid_to IS NULL AND kind IN ('RESIDENTIAL', 'REGISTERED')
  ORDER BY kind LIMIT 1) home ON true
WHERE e.drawn + e.undrawn > 0
  AND (%(customers)s::uuid[] IS NULL OR c.public_id = ANY(%(customers)s))
  AND (%(applications)s::uuid[] IS NULL OR e.application = ANY(%(applications)s))
  AND (%(product)s::text IS NULL OR d.code = %(product)s)
  AND (%(country)s::text IS NULL OR coalesce(home.country, '') = %(country)s)
ORDER BY c.id, e.application"""


class PositionRow(NamedTuple):
    """A position; `currency` is an ISO 4217 number, amounts are minor units."""

    customer_id: UUID
    product: str
    country: str
    application_id: UUID | None
    currency: int
    drawn: int
    undrawn: int


def positions(chosen: CreditFilter) -> list[PositionRow]:
    """Return what is lent and promised."""
    with connection.cursor() as cursor:
        cursor.execute(
            _POSITIONS,
            {
                "owed": sorted(OWED),
                "customers": _listed(chosen.customers),
                "applications": _listed(chosen.applications),
                "product": chosen.product,
                "country": chosen.country,
            },
        )
        return [PositionRow(*row) for row in cursor.fetchall()]


def country_of(customer_id: UUID) -> str:
    """Return where the customer lives or is registered; empty where that is not known."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.country FROM accounts_address a JOIN accounts_customer c
                 ON c.id = a.customer_id
               WHERE c.public_id = %s AND a.valid_to IS NULL
                 AND a.kind IN ('RESIDENTIAL', 'REGISTERED') ORDER BY a.kind LIMIT 1""",
            [customer_id],
        )
        row = cursor.fetchone()
    return "" if row is None else str(row[0])


def _listed(ids: frozenset[UUID] | None) -> list[UUID] | None:
    return None if ids is None else list(ids)
