"""What merchants' settlement reports are made of, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection

from payments.settlement.models import Payout, SettlementBatch

_PAGE = 5_000

_LINES = """
SELECT l.id, b.id, b.business_date, b.seq, o.object_id, i.object_id, i.merchant_reference, o.kind,
  l.is_return, l.currency, l.amount_minor, l.fee_minor
FROM (SELECT l.*, b.currency FROM settlement_settlementline l
      JOIN settlement_settlementbatch b ON b.id = l.batch_id
      WHERE l.batch_id = ANY(%s) AND l.id > %s ORDER BY l.id LIMIT %s) l
JOIN settlement_settlementbatch b ON b.id = l.batch_id
JOIN gateway_operation o ON o.id = l.operation_id
JOIN gateway_paymentintent i ON i.id = o.intent_id
ORDER BY l.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One operation as its merchant was settled for it, in minor units."""

    batch_id: int
    business_date: date
    seq: int
    operation: str
    payment: str
    merchant_reference: str
    kind: str
    currency: str
    amount_minor: int
    fee_minor: int


def batch_of(*, merchant_pk: int, batch_id: int) -> SettlementBatch | None:
    """Return a batch of a merchant."""
    return SettlementBatch.objects.filter(merchant_id=merchant_pk, pk=batch_id).first()


def batches_of_payout(payout: Payout) -> list[SettlementBatch]:
    """Return the batches made since the merchant's payout before, up to this one."""
    found = SettlementBatch.objects.filter(
        merchant_id=payout.merchant_id,
        currency=payout.currency,
        created_at__lte=payout.created_at,
    )
    before = (
        Payout.objects.filter(
            merchant_id=payout.merchant_id, currency=payout.currency, pk__lt=payout.pk
        )
        .order_by("-pk")
        .first()
    )
    if before is not None:
        found = found.filter(created_at__gt=before.created_at)
    return list(found.order_by("pk"))


def lines(*, batch_ids: list[int]) -> Iterator[ReportLine]:
    """Give the lines of batches, in the order in which they were made, page by page."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LINES, [batch_ids, last, _PAGE])
            page = cursor.fetchall()
        for row in page:
            last, batch, day, seq, operation, payment, reference, kind = row[:8]
            is_return, currency, amount, fee = row[8:]
            yield ReportLine(
                batch_id=batch,
                business_date=day,
                seq=seq,
                operation=operation,
                payment=payment,
                merchant_reference=reference,
                kind="RETURN" if is_return else kind,
                currency=currency,
                amount_minor=amount,
                fee_minor=fee,
            )
        if len(page) < _PAGE:
            return
