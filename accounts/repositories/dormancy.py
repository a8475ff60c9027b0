"""Which accounts nobody uses, by sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accounts.models import AccountState
from bankcore.db.transactions import requires_transaction

# Open accounts whose product lets them fall asleep, opened or woken longer ago than that, without
# a movement of their customer's since. Movements are looked for in one pass over the journal, no
# further back than the longest of the products' terms.
_UNUSED = """
WITH terms AS (
  SELECT DISTINCT ON (product_id, currency) product_id, currency, dormancy_days
  FROM accounts_usageterms WHERE effective_from <= %(day)s
  ORDER BY product_id, currency, effective_from DESC),
state AS (
  SELECT DISTINCT ON (account_id) account_id, state, since
  FROM accounts_accountstate ORDER BY account_id, id DESC),
candidate AS (
  SELECT a.id, a.public_id, a.ledger_account_id, %(day)s::date - t.dormancy_days AS last_day
  FROM accounts_account a
  JOIN terms t ON t.product_id = a.product_id AND t.currency = a.currency
  JOIN ledger_balance b ON b.account_id = a.ledger_account_id
  LEFT JOIN state s ON s.account_id = a.id
  WHERE t.dormancy_days IS NOT NULL AND b.status = 1
    AND a.opened_on <= %(day)s::date - t.dormancy_days
    AND (s.state IS NULL
         OR (s.state = 'ACTIVE' AND s.since <= %(day)s::date - t.dormancy_days))
    AND (%(ids)s::bigint[] IS NULL OR a.id = ANY(%(ids)s::bigint[])))
SELECT c.id, c.public_id, c.ledger_account_id FROM candidate c
WHERE NOT EXISTS (
  SELECT FROM ledger_entry e
  JOIN ledger_txn x ON x.id = e.txn_id AND x.booking_date = e.booking_date
  WHERE e.account_id = c.ledger_account_id AND e.booking_date > c.last_day
    AND e.booking_date > (SELECT min(last_day) FROM candidate) AND x.kind = ANY(%(kinds)s))
ORDER BY c.ledger_account_id"""


class Unused(NamedTuple):
    """An account that nobody has used for as long as its product allows."""

    account: int
    account_id: UUID
    ledger_account_id: int


def list_unused(
    *, day: date, kinds: Sequence[int], among: Sequence[int] | None = None
) -> list[Unused]:
    """Return accounts without a movement of these kinds for their product's time, by ledger id."""
    ids = None if among is None else list(among)
    with connection.cursor() as cursor:
        cursor.execute(_UNUSED, {"day": day, "kinds": list(kinds), "ids": ids})
        return [Unused(*row) for row in cursor.fetchall()]


@requires_transaction
def add_states(
    *, accounts: Sequence[int], state: str, since: date, reason: str, by: str, at: datetime
) -> None:
    """Record that these accounts fell asleep or were woken."""
    AccountState.objects.bulk_create(
        [
            AccountState(
                account_id=account,
                state=state,
                since=since,
                reason=reason,
                recorded_at=at,
                recorded_by=by,
            )
            for account in accounts
        ],
        batch_size=1_000,
    )
