"""Ledger accounts and their balances."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.ledger.domain.book import AccountStatus
from bankcore.ledger.domain.views import AccountBalance
from bankcore.ledger.models import Account, Balance, GlAccount
from bankcore.money import Currency, Money


class NewAccount(NamedTuple):
    """A row of ledger_account to be; its normal side follows from the general-ledger account."""

    number: str
    name: str
    gl_code: str
    currency: int
    kind: str
    branch: str
    opened_on: date


@requires_transaction
def add_many(rows: Sequence[NewAccount]) -> dict[str, int]:
    """Add accounts and return their ids by number; a number that exists is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ledger_account
              (number, name, gl_account_id, currency, normal_side, kind, branch, opened_on)
            SELECT n.number, n.name, g.id, n.currency,
                   CASE WHEN g.category IN ('ASSET', 'EXPENSE') THEN 'D' ELSE 'C' END,
                   n.kind, n.branch, n.opened_on
            FROM unnest(%s::text[], %s::text[], %s::text[], %s::smallint[], %s::text[],
                        %s::text[], %s::date[])
              AS n (number, name, gl_code, currency, kind, branch, opened_on)
            JOIN ledger_gl_account g ON g.code = n.gl_code
            ORDER BY n.number
            ON CONFLICT (number) DO NOTHING
            RETURNING number, id""",
            [list(column) for column in zip(*rows, strict=True)],
        )
        return dict(cursor.fetchall())


def gl_codes() -> set[str]:
    """Return every code of the chart of accounts."""
    return set(GlAccount.objects.values_list("code", flat=True))


def id_of(*, number: str) -> int | None:
    """Return the id of the account with this number."""
    return Account.objects.filter(number=number).values_list("id", flat=True).first()


@requires_transaction
def get_locked(*, account_id: int) -> Balance | None:
    """Return the account's balance row, locked."""
    return (
        Balance.objects.select_for_update(no_key=True, of=("self",))
        .filter(account_id=account_id)
        .first()
    )


@requires_transaction
def lock_many(*, account_ids: Sequence[int]) -> dict[int, int]:
    """Lock these accounts' balances in the order of all locks; returns their status by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account_id, status FROM ledger_balance WHERE account_id = ANY(%s)
            ORDER BY account_id FOR NO KEY UPDATE""",
            [list(account_ids)],
        )
        return dict(cursor.fetchall())


@requires_transaction
def set_status_of_many(*, account_ids: Sequence[int], status: AccountStatus) -> None:
    """Set what these accounts let through."""
    Balance.objects.filter(account_id__in=account_ids).update(status=status)


@requires_transaction
def set_floor(*, account_id: int, floor: int | None) -> None:
    """Set below what the account may not be available."""
    Balance.objects.filter(account_id=account_id).update(floor=floor)


@requires_transaction
def set_status(*, account_id: int, status: AccountStatus) -> None:
    """Set what the account lets through."""
    Balance.objects.filter(account_id=account_id).update(status=status)


def balances(*, account_ids: Sequence[int]) -> list[AccountBalance]:
    """Return the balances of these accounts, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT b.account_id, a.number, b.currency, b.sign * (b.cr_posted - b.dr_posted),
                   b.held, b.floor, b.status
            FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
            WHERE b.account_id = ANY(%s) ORDER BY b.account_id""",
            [list(account_ids)],
        )
        return [_balance(*row) for row in cursor.fetchall()]


def _balance(
    account_id: int,
    number: str,
    currency: int,
    posted: int,
    held: int,
    floor: int | None,
    status: int,
) -> AccountBalance:
    unit = Currency.numbered(currency)
    return AccountBalance(
        account_id=account_id,
        number=number,
        posted=Money(posted, unit),
        held=Money(held, unit),
        available=None if floor is None else Money(posted - held - floor, unit),
        status=AccountStatus(status),
    )
