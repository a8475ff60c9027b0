"""Files of payments and their lines in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, Sum

from bankcore.db.transactions import requires_transaction
from payments.domain.bulk_files import FileState, LineState, Reason
from payments.models import BulkFile, BulkLine, StandingOrderExecution

_WRITE = """
UPDATE payments_bulkline AS line
SET state = came.state, refusal_code = came.code, refusal_message = came.message,
    internal = came.internal, txn_id = came.txn_id, order_id = came.order_id
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::bigint[], %s::bigint[])
  AS came (id, state, code, message, internal, txn_id, order_id)
WHERE line.id = came.id"""


@requires_transaction
def add(file: BulkFile) -> bool:
    """Add the file; returns False where the same one, not refused, is there already."""
    BulkFile.objects.bulk_create([file], ignore_conflicts=True)
    found = BulkFile.objects.filter(public_id=file.public_id).first()
    file.pk = None if found is None else found.pk
    return found is not None


@requires_transaction
def add_lines(lines: Sequence[BulkLine]) -> None:
    """Add a file's lines."""
    BulkLine.objects.bulk_create(lines, batch_size=1_000)


def same(*, customer_id: UUID, sha256: str, message_id: str) -> BulkFile | None:
    """Return the customer's file with this content or this message id, unless it was refused."""
    alike = Q(sha256=sha256) | (Q(message_id=message_id) & ~Q(message_id=""))
    found = BulkFile.objects.filter(alike, customer__public_id=customer_id)
    return found.exclude(state=FileState.REFUSED).first()


def get(*, public_id: UUID) -> BulkFile | None:
    """Return the file with this id."""
    return BulkFile.objects.filter(public_id=public_id).first()


@requires_transaction
def get_locked(*, public_id: UUID) -> BulkFile | None:
    """Return the file with this id, locked."""
    return BulkFile.objects.select_for_update().filter(public_id=public_id).first()


def page(*, customer_id: UUID, limit: int) -> list[BulkFile]:
    """Return the customer's latest files, newest first."""
    return list(BulkFile.objects.filter(customer__public_id=customer_id).order_by("-id")[:limit])


def received_ids(*, limit: int, after: int = 0) -> list[tuple[int, UUID]]:
    """Return files that wait to be processed, oldest first, after one of them."""
    found = BulkFile.objects.filter(state=FileState.RECEIVED, id__gt=after).order_by("id")
    return list(found.values_list("id", "public_id")[:limit])


def count_lines(files: Sequence[BulkFile]) -> dict[int, dict[LineState, int]]:
    """Return how many lines of each file are in which state, by the file's id."""
    counts: dict[int, dict[LineState, int]] = {file.pk: {} for file in files}
    found = BulkLine.objects.filter(file__in=files).values_list("file_id", "state")
    for file_id, state, number in found.annotate(number=Count("id")).order_by():
        counts[file_id][LineState(state)] = number
    return counts


@requires_transaction
def list_pending(*, file: BulkFile, limit: int) -> list[BulkLine]:
    """Return the file's next lines that nothing has become of yet."""
    pending = BulkLine.objects.filter(file=file, state=LineState.PENDING)
    return list(pending.order_by("number")[:limit])


@requires_transaction
def write_outcomes(lines: Sequence[BulkLine]) -> None:
    """Write what became of these lines, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [line.pk for line in lines],
                [str(line.state) for line in lines],
                [line.refusal_code for line in lines],
                [line.refusal_message for line in lines],
                [line.internal for line in lines],
                [line.txn_id for line in lines],
                [line.order_id for line in lines],
            ],
        )


@requires_transaction
def end_held(*, line_id: int, txn_id: int | None, reason: Reason | None) -> None:
    """Write what became of a line that the bank has looked at: a transaction, or a reason."""
    held = BulkLine.objects.filter(pk=line_id, state=LineState.HELD)
    if reason is None:
        held.update(state=LineState.BOOKED, txn_id=txn_id)
    else:
        held.update(
            state=LineState.REFUSED,
            refusal_code=reason.code,
            refusal_message=reason.message[:200],
        )


@requires_transaction
def sign(*, file: BulkFile) -> None:
    """Mark the file as confirmed by its customer: it is to be processed."""
    file.state = FileState.RECEIVED
    file.save(update_fields=["state"])


def totals(*, file: BulkFile) -> list[tuple[str, int, int]]:
    """Return what the lines that may be paid come to: currency, minor units and their number."""
    pending = BulkLine.objects.filter(file=file, state=LineState.PENDING).order_by()
    found = pending.values_list("currency").annotate(Sum("amount_minor"), Count("id"))
    return [(code, int(minor), number) for code, minor, number in found]


@requires_transaction
def finish(*, file: BulkFile, at: datetime) -> None:
    """Mark the file as processed."""
    file.state, file.processed_at = FileState.PROCESSED, at
    file.save(update_fields=["state", "processed_at"])


def list_lines(
    *, file: BulkFile, after: int = 0, limit: int | None = None
) -> list[tuple[BulkLine, StandingOrderExecution | None]]:
    """Return the file's lines after one of them in order, each with its scheduled payment's date."""
    lines = list(
        BulkLine.objects.filter(file=file, number__gt=after)
        .select_related("order")
        .order_by("number")[:limit]
    )
    orders = [line.order_id for line in lines if line.order_id is not None]
    dates = {
        each.order_id: each for each in StandingOrderExecution.objects.filter(order__in=orders)
    }
    return [(line, dates.get(line.order_id or 0)) for line in lines]
