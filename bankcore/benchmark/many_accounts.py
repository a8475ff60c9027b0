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


def open_savings(*, count: int, funds: int, day: date, now: datetime) -> list[int]:
    """Open so many savings accounts of one customer with `funds` cents each; returns ledger ids."""
    ids = _insert(count, day)
    contra = use_case(ledger.internal_account)(gl_code="1000", currency=_EUR, opened_on=day)
    for chunk in chunks(ids, ledger.LARGEST_COLLECTIVE - 1):
        key = uuid4()
        posting = ledger.CollectivePosting(
            request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
            kind=ledger.TransactionKind.DEPOSIT,
            legs=[(account_id, funds) for account_id in chunk],
            contra_account_id=contra,
            currency=_EUR,
            narrative="Opening deposit",
        )
        use_case(ledger.post_collectively)(posting=posting, actor=_ACTOR, now=now)
    return ids


def chunks(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    """Return the ids in runs of `size`."""
    return [ids[first : first + size] for first in range(0, len(ids), size)]


def _insert(count: int, day: date) -> list[int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
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
            FROM opened, owner, accounts_product p WHERE p.code = 'SAVINGS'
            RETURNING ledger_account_id""",
            [_EUR.number, day, count, _EUR.number, day],
        )
        return sorted(account_id for (account_id,) in cursor.fetchall())
