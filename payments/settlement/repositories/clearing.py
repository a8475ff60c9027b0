"""Clearing files and their records in the database. The gateway's rows are read by SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from bankcore.db.transactions import requires_transaction
from payments.settlement.domain.records import ItemKind, Rejection
from payments.settlement.domain.states import FileState, RecordState
from payments.settlement.models import ClearingFile, ClearingRecord

_PAGE = 1_000

# File and records are made by one statement, or none where there is nothing to tell. A representment
# is told before its outcome is known, and has the number of what was charged back.
_CLAIM = """
WITH claim AS MATERIALIZED (
  SELECT o.id, o.currency, coalesce(o.approved_minor, o.amount_minor) AS amount,
    CASE o.kind WHEN 'CAPTURE' THEN 'PRESENTMENT' ELSE o.kind END AS kind,
    coalesce(
      CASE o.kind WHEN 'REPRESENTMENT' THEN (
        SELECT c.network_reference FROM gateway_operation c
        WHERE c.intent_id = o.intent_id AND c.original_id = o.original_id
          AND c.kind = 'CHARGEBACK' AND c.id < o.id AND length(c.network_reference) = 23
        ORDER BY c.id DESC LIMIT 1) END,
      settlement_arn(o.id, coalesce(o.business_date, %(day)s::date))) AS arn
  FROM gateway_operation o
  WHERE o.connector = %(network)s
    AND (o.business_date <= %(day)s AND o.state = 'SUCCEEDED' AND o.kind IN ('CAPTURE', 'REFUND')
      OR o.state IN ('QUEUED', 'PENDING') AND o.kind = 'REPRESENTMENT')
    AND NOT EXISTS (SELECT FROM settlement_clearingrecord r
                    WHERE r.operation_id = o.id AND r.state <> 'REFILED')),
file AS (
  INSERT INTO settlement_clearingfile
    (network, business_date, seq, name, state, records, total_minor, error, claimed_at)
  SELECT %(network)s, %(day)s, %(seq)s, %(name)s, 'MADE', count(*), sum(amount), '', %(at)s
  FROM claim HAVING count(*) > 0
  RETURNING id),
record AS (
  INSERT INTO settlement_clearingrecord
    (file_id, number, operation_id, kind, arn, amount_minor, currency, state, error)
  SELECT file.id, %(first)s - 1 + row_number() OVER (ORDER BY claim.id), claim.id, claim.kind,
    claim.arn, claim.amount, claim.currency, 'PRESENTED', ''
  FROM claim, file ORDER BY claim.id)
SELECT id FROM file"""

_ROWS = """
SELECT r.number, r.kind, r.arn, r.amount_minor, r.currency, pm.card_token, a.created_at,
  CASE WHEN o.kind = 'REFUND' AND o.network_reference <> '' THEN o.network_reference
       ELSE a.network_reference END,
  CASE WHEN o.kind = 'REFUND' AND o.authorisation_code <> '' THEN o.authorisation_code
       ELSE a.authorisation_code END,
  m.object_id, m.statement_name, m.city, m.country, m.category
FROM settlement_clearingrecord r
JOIN gateway_operation o ON o.id = r.operation_id
JOIN gateway_operation a ON a.id = o.original_id
JOIN gateway_paymentmethod pm ON pm.id = o.payment_method_id
JOIN gateway_merchant m ON m.id = o.merchant_id
WHERE r.file_id = %s AND r.number > %s ORDER BY r.number LIMIT %s"""

_FEES = """
UPDATE settlement_clearingrecord r
SET expected_interchange_minor = given.interchange, expected_scheme_fee_minor = given.scheme
FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS given(number, interchange, scheme)
WHERE r.file_id = %s AND r.number = given.number"""

_REJECT = """
UPDATE settlement_clearingrecord r SET state = 'REJECTED', error = given.error
FROM unnest(%s::int[], %s::text[], %s::text[]) AS given(number, arn, error)
WHERE r.file_id = %s AND r.number = given.number AND r.arn = given.arn AND r.state = 'PRESENTED'
RETURNING r.id"""

_SUMS = """
SELECT currency, count(*), sum(CASE kind WHEN 'REFUND' THEN -amount_minor ELSE amount_minor END)
  ::bigint
FROM settlement_clearingrecord WHERE file_id = %s AND state = 'PRESENTED' GROUP BY currency"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record with what the network is told of it, but the card's number."""

    number: int
    kind: ItemKind
    arn: str
    amount_minor: int
    currency: str
    card_token: str
    bought_at: datetime
    retrieval_reference: str
    authorisation_code: str
    acceptor_id: str
    acceptor_name: str
    city: str
    country: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What the network should keep of one record, in minor units."""

    number: int
    interchange_minor: int
    scheme_fee_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """The operation that a record has told of."""

    operation_id: UUID


@requires_transaction
def lock(*, network: str) -> None:
    """Wait until nobody else makes files for this network, then keep others out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"clearing:{network}"]
        )


def unwritten(*, network: str) -> ClearingFile | None:
    """Return the file whose records are claimed and that is not written yet."""
    return ClearingFile.objects.filter(network=network, sha256__isnull=True).first()


@requires_transaction
def next_seq(*, network: str, day: date) -> int:
    """Return the number of the day's next file."""
    found = ClearingFile.objects.filter(network=network, business_date=day)
    return 1 + (found.aggregate(Max("seq"))["seq__max"] or 0)


@requires_transaction
def claim(
    *, network: str, day: date, seq: int, name: str, first_number: int, at: datetime
) -> ClearingFile | None:
    """Make a file of what was not presented yet, up to a day; None where there is nothing.

    Nothing is written to a folder.
    """
    values: dict[str, Any] = {
        "network": network,
        "day": day,
        "seq": seq,
        "name": name,
        "first": first_number,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {**values, "at": at})
        row = cursor.fetchone()
    return None if row is None else ClearingFile.objects.get(pk=row[0])


def rows(*, file_id: int) -> Iterator[Row]:
    """Give the records of a file in the order of their numbers, page by page."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [file_id, last, _PAGE])
            page = cursor.fetchall()
        yield from (_row(each) for each in page)
        if len(page) < _PAGE:
            return
        last = page[-1][0]


@requires_transaction
def lock_file(*, file_id: int) -> ClearingFile:
    """Return a file, locked."""
    return ClearingFile.objects.select_for_update().get(pk=file_id)


@requires_transaction
def note_written(file: ClearingFile, *, sha256: str, fees: Sequence[Fees], at: datetime) -> None:
    """Keep that a file lies in the exchange folder, and what the network should keep of it."""
    file.sha256, file.written_at = sha256, at
    file.save(update_fields=["sha256", "written_at"])
    with connection.cursor() as cursor:
        cursor.execute(
            _FEES,
            [
                [each.number for each in fees],
                [each.interchange_minor for each in fees],
                [each.scheme_fee_minor for each in fees],
                file.pk,
            ],
        )


@requires_transaction
def lock_named(*, network: str, name: str) -> ClearingFile | None:
    """Return a clearing file by its name, locked."""
    found = ClearingFile.objects.select_for_update()
    return found.filter(network=network, name=name).first()


@requires_transaction
def reject(*, file_id: int, rejections: Sequence[Rejection]) -> list[int]:
    """Mark records as rejected that are known by number and ARN; returns those that were."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REJECT,
            [
                [each.number for each in rejections],
                [each.arn for each in rejections],
                [each.error for each in rejections],
                file_id,
            ],
        )
        return [pk for (pk,) in cursor.fetchall()]


def sums(*, file_id: int) -> dict[str, tuple[int, int]]:
    """Return by currency how many records were not rejected, and sales less refunds."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [file_id])
        return {currency: (count, total) for currency, count, total in cursor.fetchall()}


@requires_transaction
def answer(file: ClearingFile, *, refused: str, at: datetime) -> None:
    """Keep the network's answer to a file; a whole file that is refused rejects its records."""
    file.state = FileState.REFUSED if refused else FileState.ACKNOWLEDGED
    file.error, file.answered_at = refused, at
    file.save(update_fields=["state", "error", "answered_at"])
    state = RecordState.REJECTED if refused else RecordState.TAKEN
    ClearingRecord.objects.filter(file=file, state=RecordState.PRESENTED).update(
        state=state, error=refused
    )


@requires_transaction
def refile(*, record_id: int) -> ClearingRecord | None:
    """Let the next file take up what was rejected; None where it was not."""
    row = ClearingRecord.objects.select_for_update().filter(pk=record_id).first()
    if row is None or row.state != RecordState.REJECTED:
        return None
    row.state = RecordState.REFILED
    row.save(update_fields=["state"])
    return row


@requires_transaction
def refile_all(*, file_id: int) -> list[str]:
    """Let the next file take up all that was rejected of one; returns the ARNs."""
    rows = ClearingRecord.objects.select_for_update().filter(
        file_id=file_id, state=RecordState.REJECTED
    )
    found = list(rows.order_by("number").values_list("pk", "arn"))
    ClearingRecord.objects.filter(pk__in=[pk for pk, _ in found]).update(state=RecordState.REFILED)
    return [arn for _, arn in found]


def presented(*, network: str, arn: str) -> Presented | None:
    """Return the sale that a network knows by this number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.public_id
            FROM settlement_clearingrecord r JOIN settlement_clearingfile f ON f.id = r.file_id
            JOIN gateway_operation o ON o.id = r.operation_id
            WHERE f.network = %s AND r.arn = %s AND r.kind = 'PRESENTMENT' AND r.state = 'TAKEN'
            LIMIT 1""",
            [network, arn],
        )
        row = cursor.fetchone()
    return None if row is None else Presented(operation_id=row[0])


def was_represented(*, network: str, arn: str) -> bool:
    """Tell whether a representment of this sale went to the network."""
    return ClearingRecord.objects.filter(
        file__network=network, arn=arn, kind=ItemKind.REPRESENTMENT, state=RecordState.TAKEN
    ).exists()


def _row(row: tuple[object, ...]) -> Row:
    names = Row.__dataclass_fields__
    values = dict(zip(names, row, strict=True))
    return Row(**{**values, "kind": ItemKind(str(values["kind"]))})  # type: ignore[arg-type]
