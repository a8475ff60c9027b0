"""What stands on the provisions' lines of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection


def standing(*, lines: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return credits less debits by currency and line; lines without an account are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.code, g.code, sum(b.cr_posted - b.dr_posted)::bigint
            FROM ledger_balance b JOIN ledger_account l ON l.id = b.account_id
            JOIN ledger_gl_account g ON g.id = l.gl_account_id
            JOIN ledger_currency c ON c.number = l.currency
            WHERE g.code = ANY(%s) GROUP BY 1, 2""",
            [list(lines)],
        )
        return {(currency, line): amount for currency, line, amount in cursor.fetchall()}
