"""What must be true of cards, each as one set-based query over tables, holds and journal.

A query returns what it looked at: a name, and whether it is as it must be.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class CardCheck(NamedTuple):
    """A statement about cards, and the query that tries it."""

    code: str
    statement: str
    query: str


_SET_ASIDE = """
SELECT 'authorisation ' || a.public_id,
       coalesce(h.account_id = c.ledger_account_id
                AND h.amount = a.amount_minor
                AND CASE a.state
                    WHEN 'APPROVED' THEN h.state = 'OPEN'
                      AND h.amount - h.captured - h.released = a.amount_minor - a.cleared_minor
                    ELSE h.state <> 'OPEN' END, false)
FROM issuing_authorisation a
JOIN issuing_card k ON k.id = a.card_id
JOIN accounts_account c ON c.public_id = k.account_id
LEFT JOIN ledger_hold h ON h.id = a.hold_id
WHERE a.state <> 'DECLINED'"""

_BOOKED = """
SELECT 'presentment ' || p.reference,
       EXISTS (SELECT FROM ledger_entry e
               WHERE e.txn_id = p.txn_id AND e.account_id = c.ledger_account_id
                 AND e.amount = CASE WHEN p.is_credit THEN 1 ELSE -1 END * p.amount_minor)
FROM issuing_presentment p
JOIN issuing_authorisation a ON a.id = p.authorisation_id
JOIN issuing_card k ON k.id = a.card_id
JOIN accounts_account c ON c.public_id = k.account_id"""

_SUMMED = """
SELECT 'authorisation ' || a.public_id,
       a.cleared_minor = coalesce((SELECT sum(p.amount_minor) FROM issuing_presentment p
                                   WHERE p.authorisation_id = a.id AND NOT p.is_credit), 0)
FROM issuing_authorisation a WHERE a.state <> 'DECLINED'"""

CHECKS = (
    CardCheck(
        "CD1", "what is authorised and not booked is set aside, and nothing else is", _SET_ASIDE
    ),
    CardCheck("CD2", "every presentment stands in the journal with its amount", _BOOKED),
    CardCheck("CD3", "what is booked of an authorisation is what was presented", _SUMMED),
)


def tried(check: CardCheck) -> tuple[int, int, str]:
    """Return how many things were looked at, how many are not as they must be, and one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), count(*) FILTER (WHERE NOT holds),
                   coalesce(min(name) FILTER (WHERE NOT holds), '')
            FROM ({check.query}) AS tried (name, holds)"""  # noqa: S608 - the queries above
        )
        row: tuple[int, int, str] = cursor.fetchone()
        return row
