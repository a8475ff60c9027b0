"""What must be true of provisions, each as one set-based query over provisions and ledger."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class ProvisionInvariant(NamedTuple):
    """A statement about provisions, and the query that tries it."""

    code: str
    statement: str
    query: str


_BOOKS = """
  books AS (
    SELECT g.code AS line, c.code AS currency, sum(b.cr_posted::numeric - b.dr_posted) AS amount
    FROM ledger_balance b JOIN ledger_account l ON l.id = b.account_id
    JOIN ledger_gl_account g ON g.id = l.gl_account_id
    JOIN ledger_currency c ON c.number = l.currency
    WHERE g.code IN ('1291', '1292', '1293', '2801', '2802', '2803')
    GROUP BY g.code, c.code)"""

PROVISION_INVARIANTS = (
    ProvisionInvariant(
        "PR1",
        "each allowance and provision in the ledger is the sum of the expected losses on its line",
        f"""
        WITH {_BOOKS},
        losses AS (
          SELECT l.line, e.currency, sum(l.amount) AS amount
          FROM provisions_loss l JOIN provisions_exposure e ON e.id = l.exposure_id
          WHERE l.day_id = (SELECT id FROM provisions_provisionday ORDER BY day DESC LIMIT 1)
          GROUP BY l.line, e.currency)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(place) FILTER (WHERE wrong)
        FROM (SELECT line || ' ' || currency AS place,
                     coalesce(b.amount, 0) <> coalesce(l.amount, 0) AS wrong
              FROM books b FULL JOIN losses l USING (line, currency)) x""",  # noqa: S608 - made of constants
    ),
    ProvisionInvariant(
        "PR2",
        "the movements of each provision since its first day sum to what stands in the ledger",
        f"""
        WITH {_BOOKS},
        moves AS (SELECT line, currency, sum(amount) AS amount FROM provisions_movement
                  GROUP BY line, currency)
        SELECT count(*), count(*) FILTER (WHERE wrong), min(place) FILTER (WHERE wrong)
        FROM (SELECT line || ' ' || currency AS place,
                     coalesce(b.amount, 0) <> coalesce(m.amount, 0) AS wrong
              FROM books b FULL JOIN moves m USING (line, currency)) x""",  # noqa: S608 - made of constants
    ),
    ProvisionInvariant(
        "PR3",
        "transfers between stages create and lose nothing, on any day in any currency",
        """
        SELECT count(*), count(*) FILTER (WHERE amount <> 0), min(place) FILTER (WHERE amount <> 0)
        FROM (SELECT day_id || ' ' || currency AS place, sum(amount) AS amount
              FROM provisions_movement WHERE cause = 'TRANSFER' GROUP BY day_id, currency) x""",
    ),
)


def check(invariant: ProvisionInvariant) -> tuple[int, int, str]:
    """Return how many things were looked at, how many break the statement, and the first."""
    with connection.cursor() as cursor:
        cursor.execute(invariant.query)
        checked, violations, example = cursor.fetchone()
    return checked, violations, "" if example is None else str(example)
