"""What a merchant was settled for, operation by operation, as CSV."""

from __future__ import annotations

import csv
import io
from typing import Final

from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.spreadsheets import neutral
from payments.settlement.models import SettlementBatch
from payments.settlement.repositories import payouts, reports
from payments.settlement.services.payouts import PayoutNotFound

_HEADER: Final = (
    *("batch", "business_date", "operation", "payment", "merchant_reference", "kind"),
    *("currency", "amount", "fee", "net"),
)


class BatchNotFound(BankError):
    """The merchant has no such batch."""

    code = "settlement_batch_not_found"
    cure = "Ask for one of the merchant's own batches."
    status = 404


def batch_report(*, merchant_pk: int, batch_id: int) -> bytes:
    """Return a batch as CSV in UTF-8: a line an operation, then the reserve; raises BatchNotFound.

    The nets of all lines are what has become available.
    """
    batch = reports.batch_of(merchant_pk=merchant_pk, batch_id=batch_id)
    if batch is None:
        message = f"There is no batch {batch_id}."
        raise BatchNotFound(message)
    return _csv([batch])


def payout_report(*, merchant_pk: int, object_id: str) -> bytes:
    """Return what became available since the payout before, as CSV; raises PayoutNotFound."""
    payout = payouts.get(merchant_pk=merchant_pk, object_id=object_id)
    if payout is None:
        message = f"There is no payout {object_id}."
        raise PayoutNotFound(message)
    return _csv(reports.batches_of_payout(payout))


def _csv(batches: list[SettlementBatch]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for line in reports.lines(batch_ids=[batch.pk for batch in batches]):
        unit = Currency.of(line.currency)
        amount, fee = Money(line.amount_minor, unit), Money(line.fee_minor, unit)
        writer.writerow(
            [
                line.batch_id,
                line.business_date,
                line.operation,
                line.payment,
                neutral(line.merchant_reference),
                line.kind.lower(),
                line.currency,
                amount.amount,
                fee.amount,
                (amount - fee).amount,
            ]
        )
    for batch in batches:
        if batch.reserve_minor:
            held = Money(-batch.reserve_minor, Currency.of(batch.currency)).amount
            row = [batch.pk, batch.business_date, "", "", "", "reserve", batch.currency]
            writer.writerow([*row, held, 0, held])
    return out.getvalue().encode()
