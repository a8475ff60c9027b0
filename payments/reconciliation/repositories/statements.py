"""Bank statements in the database, and what was expected to be on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from bankcore.db.transactions import requires_transaction
from payments.reconciliation.domain.verdicts import Verdict
from payments.reconciliation.models import ReconException, StatementEntry, StatementFile

# What networks have said they pay, and what clearing houses have been booked to have paid already.
_EXPECTED: Final = """
SELECT network, settlement_reference AS reference, currency, net_minor AS amount, business_date,
  payment_txn_id AS txn_id
FROM settlement_networkadvice WHERE net_minor <> 0
UNION ALL
SELECT network, reference, currency, amount_minor, business_date, txn_id FROM interbank_settlement"""


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment on the nostro account that a network has told of; `amount` is signed."""

    network: str
    reference: str
    currency: str
    amount: int
    business_date: date
    txn_id: int | None


def expected(*, network: str, references: Sequence[str]) -> dict[tuple[str, str], Expected]:
    """Return what is expected under these references and on no statement yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.* FROM ({_EXPECTED}) e WHERE network = %s AND reference = ANY(%s)
            AND NOT EXISTS (SELECT FROM reconciliation_statemententry l WHERE l.txn_id = e.txn_id)""",  # noqa: S608
            [network, list(references)],
        )
        rows = [Expected(*row) for row in cursor.fetchall()]
    return {(row.reference, row.currency): row for row in rows}


def not_on_any_statement(*, network: str, until: date) -> list[Expected]:
    """Return what was expected on a statement up to a business day, and is on none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.* FROM ({_EXPECTED}) e
            WHERE e.network = %s AND e.business_date <= %s AND NOT EXISTS (
              SELECT FROM reconciliation_statemententry l
              JOIN reconciliation_statementfile f ON f.id = l.file_id
              WHERE f.network = e.network AND f.currency = e.currency
                AND e.reference IN (l.reference, l.end_to_end_id))
            ORDER BY e.business_date, e.reference""",  # noqa: S608
            [network, until],
        )
        return [Expected(*row) for row in cursor.fetchall()]


def is_taken(*, sha256: str) -> bool:
    """Return whether this very file was taken in before."""
    return StatementFile.objects.filter(sha256=sha256).exists()


def is_known(*, account: str, statement_id: str, currency: str) -> bool:
    """Return whether a statement of this name was taken in before, whatever was in it."""
    known = StatementFile.objects.filter(
        account=account, statement_id=statement_id, currency=currency
    )
    return known.exists()


@requires_transaction
def add(*, file: StatementFile, entries: Sequence[StatementEntry]) -> list[StatementEntry]:
    """Keep a statement and its lines."""
    file.save(force_insert=True)
    for each in entries:
        each.file = file
    return StatementEntry.objects.bulk_create(entries)


@requires_transaction
def set_transaction(*, entry: StatementEntry, txn_id: int) -> None:
    """Note the booking that the line matches."""
    entry.txn_id = txn_id
    entry.save(update_fields=["txn_id"])


_RAISE: Final = """
INSERT INTO reconciliation_reconexception
  (network, reference, kind, currency, verdict, state, ours_minor, theirs_minor, since, owner, note,
   seen_at)
VALUES (%s, %s, 'PAYMENT', %s, %s, 'OPEN', %s, %s, %s, '', '', %s)
ON CONFLICT (network, reference, kind, currency) WHERE state IN ('OPEN', 'ADJUSTING')
DO UPDATE SET verdict = excluded.verdict, ours_minor = excluded.ours_minor,
  theirs_minor = excluded.theirs_minor, seen_at = excluded.seen_at
WHERE reconciliation_reconexception.state = 'OPEN'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A payment that is not on the statement, or not as it was expected; amounts are signed."""

    network: str
    reference: str
    currency: str
    verdict: Verdict
    ours: int
    theirs: int
    since: date


@requires_transaction
def raise_exception(found: Disagreement, *, now: datetime) -> None:
    """Keep something that does not agree; one that is open already gets its present amounts."""
    values = [found.network, found.reference, found.currency, found.verdict]
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [*values, found.ours, found.theirs, found.since, now])


@requires_transaction
def clear(*, network: str, reference: str, currency: str, now: datetime) -> int:
    """Close what is open about a payment of this reference; returns how many."""
    return ReconException.objects.filter(
        network=network, reference=reference, currency=currency, kind="PAYMENT", state="OPEN"
    ).update(state="CLEARED", closed_at=now)


def waiting_lines(*, network: str) -> list[StatementEntry]:
    """Return the lines of a network's statements that match no booking."""
    lines = StatementEntry.objects.select_related("file").filter(file__network=network, txn_id=None)
    return list(lines.order_by("id"))


def unmatched_near(*, currency: str, amount: int, day: date, days: int) -> list[StatementEntry]:
    """Return lines without a booking, of this amount and of a day near this one, nearest first."""
    near = StatementEntry.objects.filter(
        txn_id=None,
        amount_minor=amount,
        file__currency=currency,
        booking_date__range=(day - timedelta(days), day + timedelta(days)),
    )
    return sorted(near, key=lambda line: abs((line.booking_date - day).days))
