"""Customers' accounts in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accounts.domain.views import AccountFilter
from accounts.models import Account, Product
from bankcore.db import arrays

_REFS: Final = """
SELECT a.public_id, a.ledger_account_id, a.iban, a.currency, c.public_id, c.name
FROM accounts_account a JOIN accounts_customer c ON c.id = a.customer_id
WHERE a.public_id = ANY(%s::uuid[])"""


def next_numbers(count: int) -> list[int]:
    """Return that many account numbers never used before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('accounts_account_number') FROM generate_series(1, %s)", [count]
        )
        return [number for (number,) in cursor.fetchall()]


def add_many(accounts: Sequence[Account]) -> list[Account]:
    """Add accounts, in order."""
    return Account.objects.bulk_create(accounts, batch_size=1_000)


def product(*, code: str) -> Product | None:
    """Return the product with this code."""
    return Product.objects.filter(code=code).first()


def list_by_public_id(public_ids: Sequence[UUID]) -> list[Account]:
    """Return the accounts with these ids, with customer and product."""
    return list(_with_relations().filter(public_id__in=public_ids))


def refs(public_ids: Sequence[UUID]) -> list[tuple[UUID, int, str, int, UUID, str]]:
    """Return what is needed to book on the accounts with these ids, in one plain statement.

    Rows of (public id, ledger account, IBAN, currency's number, customer's public id and name).
    """
    with connection.cursor() as cursor:
        cursor.execute(_REFS, [arrays.written(public_ids)])
        rows: list[tuple[UUID, int, str, int, UUID, str]] = cursor.fetchall()
    return rows


def list_by_ledger_id(ledger_ids: Sequence[int]) -> list[Account]:
    """Return the accounts that these ledger accounts belong to, with customer and product."""
    return list(_with_relations().filter(ledger_account_id__in=ledger_ids))


def list_by_iban(ibans: Sequence[str]) -> list[Account]:
    """Return the accounts with these IBANs, with customer and product."""
    return list(_with_relations().filter(iban__in=ibans))


def page(*, chosen: AccountFilter, limit: int) -> list[Account]:
    """Return up to `limit` accounts in the order of opening, with customer and product."""
    rows = _with_relations().filter(id__gt=chosen.after_id).order_by("id")
    if chosen.customer_id is not None:
        rows = rows.filter(customer__public_id=chosen.customer_id)
    if chosen.user_id is not None:
        rows = rows.filter(id__in=_of_user(chosen.user_id))
    if chosen.iban is not None:
        rows = rows.filter(iban=chosen.iban)
    if chosen.account_ids is not None:
        rows = rows.filter(public_id__in=chosen.account_ids)
    return list(rows[:limit])


def list_of_user(*, account_id: UUID, user_id: int) -> list[Account]:
    """Return the account with this id if the log-in sees it: as a holder or by a mandate."""
    return list(_with_relations().filter(public_id=account_id, id__in=_of_user(user_id)))


def _of_user(user_id: int) -> RawSQL:
    return RawSQL("SELECT accounts_of_user(%s)", [user_id])


def _with_relations() -> QuerySet[Account]:
    return Account.objects.select_related("customer", "product")
