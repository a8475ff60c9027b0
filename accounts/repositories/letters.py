"""Letters in the database, and the sums that they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from accounts.models import Account, Customer, Letter
from bankcore.db.transactions import requires_transaction

# The taking back of interest or tax is of the kind REVERSAL, and counts for what it takes back.
_INTEREST = """
SELECT e.account_id,
       coalesce(sum(e.amount) FILTER (WHERE k.kind = %(interest)s AND k.amount > 0), 0)::bigint,
       coalesce(-sum(e.amount) FILTER (WHERE k.kind = %(interest)s AND k.amount < 0), 0)::bigint,
       coalesce(-sum(e.amount) FILTER (WHERE k.kind = %(tax)s), 0)::bigint
FROM ledger_entry e
JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
LEFT JOIN ledger_reversal r ON t.kind = %(reversal)s AND r.txn_id = t.id
LEFT JOIN ledger_txn back ON back.id = r.reverses_id
CROSS JOIN LATERAL (SELECT coalesce(back.kind, t.kind) AS kind,
                           CASE WHEN back.id IS NULL THEN e.amount ELSE -e.amount END AS amount) k
WHERE e.account_id = ANY(%(account_ids)s)
  AND e.booking_date BETWEEN %(first_day)s AND %(last_day)s
  AND t.booking_date BETWEEN %(first_day)s AND %(last_day)s
  AND t.kind IN (%(interest)s, %(tax)s, %(reversal)s)
GROUP BY e.account_id"""


def interest(
    *,
    ledger_account_ids: Sequence[int],
    first_day: date,
    last_day: date,
    kinds: tuple[int, int, int],
) -> dict[int, tuple[int, int, int]]:
    """Return (interest earned, interest charged, tax withheld) by account, in minor units.

    `kinds` are the numbers of the transaction kinds INTEREST, TAX and REVERSAL. What was taken
    back lessens what it takes back, on the day on which it was booked.
    """
    interest_kind, tax_kind, reversal_kind = kinds
    with connection.cursor() as cursor:
        cursor.execute(
            _INTEREST,
            {
                "interest": interest_kind,
                "tax": tax_kind,
                "reversal": reversal_kind,
                "account_ids": list(ledger_account_ids),
                "first_day": first_day,
                "last_day": last_day,
            },
        )
        return {
            account_id: (earned, charged, tax)
            for account_id, earned, charged, tax in cursor.fetchall()
        }


def accounts_of(*, customer: Customer, opened_by: date) -> list[Account]:
    """Return the customer's accounts that were open by this day or before, with their products."""
    found = Account.objects.filter(customer=customer, opened_on__lte=opened_by)
    return list(found.select_related("product").order_by("id"))


@requires_transaction
def lock(customer: Customer) -> None:
    """Let one letter be written to the customer at a time."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def same(*, customer: Customer, kind: str, content_sha256: bytes) -> Letter | None:
    """Return the letter to this customer that says exactly this, if there is one."""
    found = Letter.objects.filter(customer=customer, kind=kind, content_sha256=content_sha256)
    return found.select_related("customer").first()


@requires_transaction
def next_number() -> int:
    """Return the number of the next letter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_letter', 'id'))")
        row: tuple[int] = cursor.fetchone()
        return row[0]


@requires_transaction
def add(letter: Letter) -> Letter:
    """Add a letter under its number."""
    letter.save(force_insert=True)
    return letter


def get(*, letter_id: UUID) -> Letter | None:
    """Return the letter with this id, with its customer."""
    return Letter.objects.select_related("customer").filter(public_id=letter_id).first()


def page(*, customer: Customer, before_number: int | None, limit: int) -> list[Letter]:
    """Return up to `limit` letters to the customer, the newest first."""
    found = Letter.objects.select_related("customer").filter(customer=customer)
    if before_number is not None:
        found = found.filter(pk__lt=before_number)
    return list(found.order_by("-pk")[:limit])
