"""Terms of use in the database, and what was used of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from accounts.domain.fees import FeeRate
from accounts.domain.usage import FeeSchedule, UsageLimits
from accounts.models import AccountState, FeeTerms, Product, UsageTerms
from bankcore.db import arrays
from bankcore.db.transactions import requires_transaction

_LIMITS = (
    "minimum_balance, transaction_limit, daily_limit, monthly_limit, dormancy_days, overdraft_cap"
)

# The account with its product's terms on a day: the newest version that has begun.
_RULES = f"""
SELECT a.id, a.ledger_account_id, a.currency, a.customer_id, a.opened_on,
       u.id IS NOT NULL, u.minimum_balance, u.transaction_limit, u.daily_limit, u.monthly_limit,
       u.dormancy_days, u.overdraft_cap,
       f.fixed, f.percentage, f.lowest, f.highest, f.waived_from, f.waived_basis, f.within_days
FROM accounts_account a
LEFT JOIN LATERAL (
  SELECT id, {_LIMITS} FROM accounts_usageterms
  WHERE product_id = a.product_id AND currency = a.currency AND effective_from <= %(day)s
  ORDER BY effective_from DESC LIMIT 1) u ON true
LEFT JOIN LATERAL (
  SELECT fixed, percentage, lowest, highest, waived_from, waived_basis, within_days
  FROM accounts_feeterms
  WHERE product_id = a.product_id AND currency = a.currency AND event = %(event)s
    AND effective_from <= %(day)s
  ORDER BY effective_from DESC LIMIT 1) f ON true
WHERE a.public_id = %(account_id)s"""  # noqa: S608 - the columns are ours


class AccountRules(NamedTuple):
    """An account with the terms that it is under on a day; None where its product has none."""

    account: int
    ledger_account_id: int
    currency: int
    customer: int
    opened_on: date
    limits: UsageLimits | None
    fee: FeeSchedule | None


def rules(*, account_id: UUID, day: date, event: str = "") -> AccountRules | None:
    """Return the account with its terms of use and its fee for `event`; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES, {"account_id": account_id, "day": day, "event": event})
        row = cursor.fetchone()
    if row is None:
        return None
    limits = _limits(row[6:12]) if row[5] else None
    account, ledger_account_id, currency, customer, opened_on = row[:5]
    fee = _schedule(row[12:])
    return AccountRules(account, ledger_account_id, currency, customer, opened_on, limits, fee)


def ruled(*, account_ids: Collection[UUID], day: date) -> set[UUID]:
    """Return those of these accounts whose product has terms of use or fees on the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.public_id FROM accounts_account a
            WHERE a.public_id = ANY(%(accounts)s::uuid[]) AND (
              EXISTS (SELECT FROM accounts_usageterms t
                      WHERE t.product_id = a.product_id AND t.currency = a.currency
                        AND t.effective_from <= %(day)s)
              OR EXISTS (SELECT FROM accounts_feeterms t
                         WHERE t.product_id = a.product_id AND t.currency = a.currency
                           AND t.effective_from <= %(day)s))""",
            {"accounts": arrays.written(account_ids), "day": day},
        )
        return {account_id for (account_id,) in cursor.fetchall()}


@requires_transaction
def add_spent(*, account: int, day: date, amount: int) -> int:
    """Add to what was used of the account on the day, locking it, and return the sum."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_usage AS u (account_id, day, spent, debits) VALUES (%s, %s, %s, 1)
            ON CONFLICT (account_id, day)
            DO UPDATE SET spent = u.spent + EXCLUDED.spent, debits = u.debits + 1
            RETURNING spent""",
            [account, day, amount],
        )
        return int(cursor.fetchone()[0])


def spent(*, account: int, day: date) -> tuple[int, int]:
    """Return what was used of the account on the day, and in its calendar month."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(spent) FILTER (WHERE day = %(day)s), 0)::bigint,
                   coalesce(sum(spent), 0)::bigint
            FROM accounts_usage
            WHERE account_id = %(account)s AND day >= date_trunc('month', %(day)s::date)
              AND day < date_trunc('month', %(day)s::date) + interval '1 month'""",
            {"account": account, "day": day},
        )
        today, month = cursor.fetchone()
    return today, month


def state(*, account: int) -> str:
    """Return whether the account is active or dormant."""
    newest = AccountState.objects.filter(account_id=account).order_by("-id")
    return newest.values_list("state", flat=True).first() or AccountState.State.ACTIVE


def latest_usage_terms(*, product: Product, currency: int) -> date | None:
    """Return from when the newest version of the product's terms of use is in force."""
    found = UsageTerms.objects.filter(product=product, currency=currency)
    days = found.order_by("-effective_from").values_list("effective_from", flat=True)
    return days.first()


def latest_fee_terms(*, product: Product, currency: int, event: str) -> date | None:
    """Return from when the newest version of the product's fee for `event` is in force."""
    found = FeeTerms.objects.filter(product=product, currency=currency, event=event)
    days = found.order_by("-effective_from").values_list("effective_from", flat=True)
    return days.first()


def add_terms(terms: UsageTerms | FeeTerms) -> None:
    """Add a version of terms."""
    terms.save(force_insert=True)


def _limits(values: tuple[int | None, ...]) -> UsageLimits:
    names = ("minimum_balance", "transaction_limit", "daily_limit", "monthly_limit",
             "dormancy_days", "overdraft_cap")  # fmt: skip
    return UsageLimits(**dict(zip(names, values, strict=True)))


def _schedule(values: tuple[Any, ...]) -> FeeSchedule | None:
    fixed, percentage, lowest, highest, waived_from, basis, within = values
    if fixed is None:
        return None
    rate = FeeRate(fixed=fixed, percentage=Decimal(percentage), lowest=lowest, highest=highest)
    return FeeSchedule.of(rate=rate, waived_from=waived_from, basis=basis, within=within)
