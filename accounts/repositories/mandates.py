"""Holders, mandates and signatures in the database."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accounts.domain.mandates import Role, Signatory, SigningRule
from accounts.models import Account, Holder, Mandate
from accounts.models import SigningRule as StoredRule
from bankcore.db.transactions import requires_transaction

_SIGNATORIES = """
SELECT c.public_id, c.name, c.kind, 'primary', NULL::bigint, NULL::bigint, NULL::date, NULL::date
FROM accounts_account a JOIN accounts_customer c ON c.id = a.customer_id WHERE a.id = %(account)s
UNION ALL
SELECT c.public_id, c.name, c.kind, 'joint', NULL, NULL, NULL, NULL
FROM accounts_joint_holders(%(day)s) h JOIN accounts_customer c ON c.id = h.customer_id
JOIN accounts_account a ON a.id = h.account_id
WHERE h.account_id = %(account)s AND h.customer_id <> a.customer_id
UNION ALL
SELECT c.public_id, c.name, c.kind, 'mandate', m.transaction_limit, m.daily_limit,
       m.valid_from, m.valid_to
FROM accounts_mandates(%(day)s) m JOIN accounts_customer c ON c.id = m.customer_id
WHERE m.account_id = %(account)s"""

_HOLDERS = """
SELECT a.public_id, c.public_id, 0::bigint AS place
FROM accounts_account a JOIN accounts_customer c ON c.id = a.customer_id
WHERE a.public_id = ANY(%(account_ids)s)
UNION ALL
SELECT a.public_id, c.public_id, c.id
FROM accounts_account a JOIN accounts_joint_holders(%(day)s) h ON h.account_id = a.id
JOIN accounts_customer c ON c.id = h.customer_id
WHERE a.public_id = ANY(%(account_ids)s) AND h.customer_id <> a.customer_id
ORDER BY place"""


class NewSignature(NamedTuple):
    """A signature to be: the rows' own ids."""

    account: int
    customer: int
    reference: str
    order_hash: bytes


def account(*, account_id: UUID) -> Account | None:
    """Return the account with this id."""
    return Account.objects.filter(public_id=account_id).first()


@requires_transaction
def lock(*, account: int) -> None:
    """Let nobody else change who uses the account, or count its mandates' use, until commit."""
    Account.objects.select_for_update(no_key=True).get(id=account)


def signatories(*, account: int, day: date) -> list[Signatory]:
    """Return who may use the account on the day: holders first."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGNATORIES, {"account": account, "day": day})
        return [
            Signatory(
                customer_id=row[0],
                name=row[1],
                is_person=row[2] == "PERSON",
                role=Role(row[3]),
                transaction_limit=row[4],
                daily_limit=row[5],
                valid_from=row[6],
                valid_to=row[7],
            )
            for row in cursor.fetchall()
        ]


def held_jointly(*, customer_id: UUID, account_ids: Sequence[UUID], day: date) -> set[UUID]:
    """Return those of these accounts that the customer holds on the day beside the first holder."""
    if not account_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.public_id FROM accounts_account a
            JOIN accounts_customer c ON c.public_id = %(customer_id)s
            CROSS JOIN LATERAL (
              SELECT valid_from, valid_to FROM accounts_holder
              WHERE account_id = a.id AND customer_id = c.id ORDER BY id DESC LIMIT 1) h
            WHERE a.public_id = ANY(%(account_ids)s)
              AND h.valid_from <= %(day)s AND (h.valid_to IS NULL OR h.valid_to >= %(day)s)""",
            {"customer_id": customer_id, "account_ids": list(account_ids), "day": day},
        )
        return {account_id for (account_id,) in cursor.fetchall()}


def holders(*, account_ids: Sequence[UUID], day: date) -> dict[UUID, list[UUID]]:
    """Return who holds each of these accounts on the day: its first holder, then the others."""
    found: dict[UUID, list[UUID]] = {}
    if account_ids:
        with connection.cursor() as cursor:
            cursor.execute(_HOLDERS, {"account_ids": list(account_ids), "day": day})
            for account_id, customer_id, _ in cursor.fetchall():
                found.setdefault(account_id, []).append(customer_id)
    return found


def latest_holder(*, account: int, customer: int) -> Holder | None:
    """Return what was last recorded of this customer as a joint holder."""
    return Holder.objects.filter(account_id=account, customer_id=customer).order_by("-id").first()


def latest_mandate(*, account: int, customer: int) -> Mandate | None:
    """Return what was last recorded of this customer's mandate."""
    return Mandate.objects.filter(account_id=account, customer_id=customer).order_by("-id").first()


def add(row: Holder | Mandate | StoredRule) -> None:
    """Add a row about who may use an account; it takes the place of older ones."""
    row.save(force_insert=True)


def add_ended(row: Holder | Mandate, *, last_day: date, at: datetime, by: str) -> None:
    """Add the row again, ending on `last_day`; one that had not begun by then begins on it."""
    ended = copy(row)
    ended.pk = None
    ended.valid_from = min(row.valid_from, last_day)
    ended.valid_to = last_day
    ended.recorded_at, ended.recorded_by = at, by
    ended.save(force_insert=True)


def rule(*, account: int) -> SigningRule:
    """Return the account's signing rule; by default any one may sign."""
    newest = StoredRule.objects.filter(account_id=account).order_by("-id")
    return SigningRule(newest.values_list("rule", flat=True).first() or SigningRule.ANY_ONE)


def used(*, account: int, customer: int, day: date) -> int:
    """Return what the customer's mandate was used for on the day, in minor units."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(amount_minor), 0)::bigint FROM accounts_mandateuse
            WHERE account_id = %s AND customer_id = %s AND day = %s""",
            [account, customer, day],
        )
        return int(cursor.fetchone()[0])


@requires_transaction
def add_use(*, account: int, customer: int, day: date, reference: str, amount: int) -> bool:
    """Count a use of a mandate; False where this reference was counted before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_mandateuse (account_id, customer_id, day, reference, amount_minor)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (account_id, customer_id, reference) DO NOTHING RETURNING id""",
            [account, customer, day, reference, amount],
        )
        return cursor.fetchone() is not None


@requires_transaction
def add_signature(signature: NewSignature, *, at: datetime) -> bool:
    """Add a signature; False where the customer signed this reference before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_signature
              (account_id, customer_id, reference, order_hash, signed_at)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (account_id, reference, customer_id) DO NOTHING RETURNING id""",
            [*signature, at],
        )
        return cursor.fetchone() is not None


def signed(*, account: int, reference: str) -> list[tuple[UUID, bytes]]:
    """Return who signed the order, and the SHA-256 of what each signed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.public_id, s.order_hash
            FROM accounts_signature s JOIN accounts_customer c ON c.id = s.customer_id
            WHERE s.account_id = %s AND s.reference = %s ORDER BY s.id""",
            [account, reference],
        )
        return [(customer_id, bytes(digest)) for customer_id, digest in cursor.fetchall()]
