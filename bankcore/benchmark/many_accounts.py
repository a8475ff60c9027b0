"""A bank of very many accounts, made by set-based SQL: only what is measured afterwards counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from django.db import connections

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency

_ACTOR = Actor.system("bench")
_EUR = Currency.of("EUR")

# As the owner: a million by the services would take minutes that are not what is measured.
_OPEN = """
WITH owner AS (
  INSERT INTO accounts_customer (public_id, kind, name, registered_at)
  VALUES (gen_random_uuid(), 'PERSON', 'Benchmark', now()) RETURNING id),
opened AS (
  INSERT INTO ledger_account
    (number, name, gl_account_id, currency, normal_side, kind, branch, opened_on)
  SELECT 'MANY' || n, 'Savings account', g.id, %s, 'C', 'CUSTOMER', 'HQ', %s
  FROM generate_series(1, %s) n, ledger_gl_account g WHERE g.code = '2000'
  RETURNING id, number)
INSERT INTO accounts_account
  (public_id, iban, customer_id, product_id, ledger_account_id, currency, opened_on)
SELECT gen_random_uuid(), opened.number, owner.id, p.id, opened.id, %s, %s
FROM opened, owner, accounts_product p WHERE p.code = 'SAVINGS' ORDER BY opened.id
RETURNING ledger_account_id"""


def open_savings(*, count: int, funds: int, day: date, now: datetime) -> list[int]:
    """Open so many savings accounts of one customer with `funds` cents each; returns ledger ids.

    Without funds, nothing is booked.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OPEN, [_EUR.number, day, count, _EUR.number, day])
        ids = sorted(account_id for (account_id,) in cursor.fetchall())
    if not funds:
        return ids
    contra = use_case(ledger.internal_account)(gl_code="1000", currency=_EUR, opened_on=day)
    for first in range(0, len(ids), ledger.LARGEST_COLLECTIVE - 1):
        chunk = ids[first : first + ledger.LARGEST_COLLECTIVE - 1]
        _pay_in(chunk, funds, contra, now)
    return ids


def analyse() -> None:
    """Do at once what autovacuum does in time in a bank whose accounts were opened over years."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@use_case
def _pay_in(chunk: Sequence[int], funds: int, contra: int, now: datetime) -> None:
    key = uuid4()
    posting = ledger.CollectivePosting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.DEPOSIT,
        legs=[(account_id, funds) for account_id in chunk],
        contra_account_id=contra,
        currency=_EUR,
        narrative="Opening deposit",
    )
    ledger.post_collectively(posting=posting, actor=_ACTOR, now=now)
