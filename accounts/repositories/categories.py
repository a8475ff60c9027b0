"""Entries sorted into categories, and what they come to, for one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection

from accounts.domain.categories import (
    BY_KIND,
    WORDS,
    Categorised,
    Category,
    MonthOfCategory,
    patterns,
)
from accounts.models import Account, CategoryRule, Customer, EntryCategory
from bankcore.db.transactions import requires_transaction
from bankcore.ledger import public as ledger

# What a reversal takes back is sorted as what it takes back, and so are returns and refunds by
# their text without what says so: a category is net of them.
_GIVES_BACK: Final = r"^(Returned \([^)]*\): |Direct debit given back: |Refund:? )"
_OF_READ: Final = """
FROM (SELECT account_id, seq, amount, currency, booking_date, txn_id
      FROM ledger_entry WHERE account_id = ANY(%(read)s)
        AND booking_date BETWEEN %(first_day)s AND %(last_day)s
        AND (%(seqs)s::bigint[] IS NULL OR seq = ANY(%(seqs)s))) e
JOIN ledger_txn t ON t.id = e.txn_id AND t.booking_date = e.booking_date
  AND t.booking_date BETWEEN %(first_day)s AND %(last_day)s
LEFT JOIN ledger_reversal r ON r.txn_id = e.txn_id
LEFT JOIN ledger_txn ot ON ot.id = r.reverses_id"""
_PAID_BY_CARD: Final = f"""
SELECT DISTINCT coalesce(r.reverses_id, e.txn_id) {_OF_READ}
WHERE coalesce(ot.kind, t.kind) = %(card)s"""
_TOLD: Final = f"""
SELECT e.account_id, e.seq, e.amount, e.currency, e.booking_date, e.txn_id,
       coalesce(r.reverses_id, e.txn_id) AS original_txn, o.seq AS original_seq, coalesce(ot.kind, t.kind) AS kind,
       o.seq IS NOT NULL OR t.narrative ~ %(gives_back)s AS gives_back,
       btrim(regexp_replace(coalesce(ot.narrative, t.narrative), %(gives_back)s, '')) AS told
{_OF_READ}
LEFT JOIN LATERAL (SELECT seq FROM ledger_entry WHERE txn_id = r.reverses_id
                   AND booking_date = ot.booking_date AND account_id = e.account_id
                   ORDER BY seq LIMIT 1) o ON true"""  # noqa: S608 - put together of constants

# The other side is a customer's where a transaction of few legs has just one customer besides.
# OFFSET 0 has what is told of an entry worked out once, not again for each pattern it is tried with.
# Most texts have none of the words in them, which is found at a third of what the patterns cost.
# What the customer said of the one entry is apart, so that what it would be otherwise is told too.
SORTED: Final = f"""
SELECT e.account_id, e.seq, e.amount, e.currency, e.booking_date, s.counterparty,
       CASE WHEN merchant.category IS NULL THEN other.account_id END AS other_account,
       chosen.category IS NOT NULL OR rule.category IS NOT NULL AS chosen,
       chosen.category AS said,
       coalesce(rule.category, merchant.category,
         CASE WHEN other.account_id = ANY(%(own)s) THEN 'transfers' END,
         (SELECT name FROM unnest(%(kinds)s::smallint[], %(kind_names)s::text[]) AS k (kind, name)
          WHERE k.kind = e.kind),
         CASE WHEN e.kind = %(interest)s THEN CASE WHEN e.amount > 0 THEN 'income' ELSE 'fees' END END,
         CASE WHEN lower(e.told) LIKE ANY(%(any_word)s::text[]) THEN
           (SELECT name FROM unnest(%(patterns)s::text[], %(names)s::text[])
                        WITH ORDINALITY AS w (pattern, name, place)
            WHERE e.told ~* w.pattern ORDER BY place LIMIT 1) END,
         CASE WHEN e.amount > 0 AND NOT e.gives_back THEN 'income' ELSE 'other' END) AS otherwise
FROM ({_TOLD} OFFSET 0) e
JOIN accounts_account own ON own.ledger_account_id = e.account_id
LEFT JOIN LATERAL (
  SELECT min(a.ledger_account_id) AS account_id, min(a.iban) AS iban
  FROM (SELECT account_id FROM ledger_entry WHERE txn_id = e.txn_id
          AND booking_date = e.booking_date AND account_id <> e.account_id
          AND booking_date BETWEEN %(first_day)s AND %(last_day)s LIMIT 5) leg
  LEFT JOIN accounts_account a ON a.ledger_account_id = leg.account_id
  HAVING count(*) < 5 AND count(a.id) = 1) other ON true
CROSS JOIN LATERAL (SELECT coalesce(other.iban, left(upper(array_to_string(
  (regexp_split_to_array(e.told, '\\s+'))[1:2], ' ')), 80)) AS counterparty) s
LEFT JOIN unnest(%(of_merchants)s::bigint[], %(merchants)s::text[]) AS merchant (txn_id, category)
  ON merchant.txn_id = e.original_txn
LEFT JOIN accounts_entrycategory chosen ON chosen.customer_id = %(customer_id)s::bigint
  AND chosen.account_id = own.id AND chosen.seq = coalesce(e.original_seq, e.seq)
LEFT JOIN accounts_categoryrule rule ON rule.customer_id = %(customer_id)s::bigint
  AND rule.counterparty = s.counterparty"""  # noqa: S608


def own_accounts(*, customer: Customer, day: date) -> list[int]:
    """Return the ledger accounts that the customer holds, alone or with others, but for loans.

    Between them money only moves. What is owed on a loan is no money of the customer's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.ledger_account_id FROM accounts_account a
            JOIN accounts_product p ON p.id = a.product_id AND p.kind <> 'LOAN'
            WHERE a.id IN (
              SELECT id FROM accounts_account WHERE customer_id = %(customer_id)s
              UNION ALL
              SELECT account_id FROM accounts_joint_holders(%(day)s)
              WHERE customer_id = %(customer_id)s)
            ORDER BY a.ledger_account_id""",
            {"customer_id": customer.pk, "day": day},
        )
        return [ledger_id for (ledger_id,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Which entries are sorted: of these ledger accounts, between two days, both included.

    With `seqs` only the entries with these numbers.
    """

    accounts: Sequence[int]
    first_day: date
    last_day: date
    seqs: Sequence[int] | None = None


def paid_by_card(*, read: Read) -> list[int]:
    """Return the transactions of card payments among these entries, or that they take back."""
    values = _read(read) | {"card": int(ledger.TransactionKind.CARD)}
    with connection.cursor() as cursor:
        cursor.execute(_PAID_BY_CARD, values)
        return [txn_id for (txn_id,) in cursor.fetchall()]


def of_entries(
    *, customer: Customer, own: Sequence[int], read: Read, merchants: Mapping[int, Category]
) -> dict[int, Categorised]:
    """Return the category of these of one account's entries, by the entry's number.

    `own` are the ledger accounts between which the customer's money only moves, `merchants` the
    categories of card payments' merchants, by transaction.
    """
    values = sorted_by(customer, own, read, merchants)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, coalesce(said, otherwise), counterparty, chosen"  # noqa: S608
            f" FROM ({SORTED}) sorted",
            values,
        )
        return {
            seq: Categorised(Category(category), counterparty, chosen)
            for seq, category, counterparty, chosen in cursor.fetchall()
        }


def by_month(
    *, customer: Customer, own: Sequence[int], read: Read, merchants: Mapping[int, Category]
) -> list[MonthOfCategory]:
    """Return what these entries come to by month, currency and category, as of_entries sorts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_trunc('month', booking_date)::date, currency,"  # noqa: S608
            " coalesce(said, otherwise), sum(amount)::bigint, count(*)"
            f" FROM ({SORTED}) sorted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            sorted_by(customer, own, read, merchants),
        )
        return [
            MonthOfCategory(month, currency, Category(category), int(net), int(entries))
            for month, currency, category, net, entries in cursor.fetchall()
        ]


@requires_transaction
def choose(
    *, customer: Customer, account: Account, seq: int, category: Category, at: datetime
) -> None:
    """Keep what the customer says of one entry."""
    EntryCategory.objects.update_or_create(
        customer=customer,
        account=account,
        seq=seq,
        defaults={"category": category, "chosen_at": at},
    )


@requires_transaction
def choose_always(
    *, customer: Customer, counterparty: str, category: Category, at: datetime
) -> None:
    """Keep what the customer says of a counterparty."""
    CategoryRule.objects.update_or_create(
        customer=customer,
        counterparty=counterparty,
        defaults={"category": category, "chosen_at": at},
    )


@requires_transaction
def forget(*, customer: Customer, account: Account, seq: int) -> None:
    """Forget what the customer said of one entry, so that a rule or the bank's guess holds."""
    EntryCategory.objects.filter(customer=customer, account=account, seq=seq).delete()


def _read(read: Read) -> dict[str, Any]:
    return {
        "read": list(read.accounts),
        "gives_back": _GIVES_BACK,
        "first_day": read.first_day,
        "last_day": read.last_day,
        "seqs": None if read.seqs is None else list(read.seqs),
    }


def sorted_by(
    customer: Customer | None,
    own: Sequence[int],
    read: Read,
    merchants: Mapping[int, Category],
) -> dict[str, Any]:
    """Return the values of SORTED; without a customer it sorts as the bank does for anybody."""
    expressions, names = patterns()
    return _read(read) | {
        "customer_id": None if customer is None else customer.pk,
        "own": list(own),
        "of_merchants": list(merchants),
        "merchants": [str(category) for category in merchants.values()],
        "kinds": [int(ledger.TransactionKind[kind]) for kind in BY_KIND],
        "kind_names": [str(category) for category in BY_KIND.values()],
        "interest": int(ledger.TransactionKind.INTEREST),
        "any_word": [f"%{word}%" for words in WORDS.values() for word in words],
        "patterns": expressions,
        "names": names,
    }
