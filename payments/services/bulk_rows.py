"""Files and their lines between their rows and what services and the door speak of."""

from __future__ import annotations

from typing import Final

from bankcore.money import Currency, Money
from payments.domain.bulk_files import (
    FileFormat,
    FileState,
    FileView,
    LineState,
    LineView,
    Reason,
)
from payments.domain.bulk_lines import JudgedLine
from payments.domain.standing_orders import ExecutionState
from payments.models import BulkFile, BulkLine, StandingOrderExecution

_WHOLE_FILE: Final = Reason("file_refused", "The file was refused as a whole.")
_NOT_PAID: Final = {
    "insufficient_funds": "There was not enough money on the account, however often it was tried.",
    "cancelled": "The scheduled payment was cancelled before its day.",
    "paused": "The scheduled payment was paused on its day.",
}


def line_of(file: BulkFile, judged: JudgedLine, *, whole_refused: bool) -> BulkLine:
    """Return the row of a line; what does not fit or cannot be kept is cut off."""
    raw = judged.written
    reason = judged.reason or (_WHOLE_FILE if whole_refused else None)
    return BulkLine(
        file=file,
        number=raw.number,
        payment_id=_cut(raw.payment_id, 35),
        instruction_id=_cut(raw.instruction_id, 35),
        end_to_end_id=_cut(raw.end_to_end_id, 35),
        debtor_iban=_cut(raw.debtor_iban, 42),
        creditor_iban=_cut(raw.creditor_iban, 42),
        creditor_name=_cut(raw.creditor_name, 140),
        amount_text=_cut(raw.amount, 40),
        amount_minor=None if judged.amount is None else judged.amount.minor,
        currency=_cut(raw.currency, 8),
        execution_date=judged.execution_date,
        remittance=_cut(raw.remittance, 140),
        state=LineState.PENDING if reason is None else LineState.REFUSED,
        refusal_code="" if reason is None else reason.code,
        refusal_message="" if reason is None else _cut(reason.message, 200),
    )


def amount_of(line: BulkLine) -> Money | None:
    """Return the line's amount, where it has one."""
    if line.amount_minor is None:
        return None
    return Money(line.amount_minor, Currency.of(line.currency))


def file_view(file: BulkFile, counts: dict[LineState, int]) -> FileView:
    """Return the file as its debtor sees it."""
    refusal = Reason(file.refusal_code, file.refusal_message) if file.refusal_code else None
    return FileView(
        file_id=file.public_id,
        customer_id=file.customer_id,
        name=file.name,
        format=FileFormat(file.format),
        message_id=file.message_id,
        state=FileState(file.state),
        refusal=refusal,
        received_at=file.received_at,
        counts=counts,
        sha256=file.sha256,
    )


def line_view(line: BulkLine, execution: StandingOrderExecution | None) -> LineView:
    """Return the line with what has become of it by now: a scheduled one by its own day."""
    state, reason, transaction_id = _outcome(line, execution)
    return LineView(
        number=line.number,
        payment_id=line.payment_id,
        instruction_id=line.instruction_id,
        end_to_end_id=line.end_to_end_id,
        debtor_iban=line.debtor_iban,
        creditor_iban=line.creditor_iban,
        creditor_name=line.creditor_name,
        amount_text=line.amount_text,
        amount=amount_of(line),
        currency=line.currency,
        execution_date=line.execution_date,
        remittance=line.remittance,
        state=state,
        reason=reason,
        transaction_id=transaction_id,
        internal=line.internal,
    )


def _outcome(
    line: BulkLine, execution: StandingOrderExecution | None
) -> tuple[LineState, Reason | None, int | None]:
    if line.state == LineState.SCHEDULED:
        if execution is not None and execution.state == ExecutionState.EXECUTED:
            return LineState.BOOKED, None, execution.txn_id
        why = _why_not_paid(line, execution)
        if why:
            message = _NOT_PAID.get(why, f"The scheduled payment was not made: {why}.")
            return LineState.REFUSED, Reason(why, message), None
    reason = Reason(line.refusal_code, line.refusal_message) if line.refusal_code else None
    return LineState(line.state), reason, line.txn_id


def _why_not_paid(line: BulkLine, execution: StandingOrderExecution | None) -> str:
    if execution is not None and execution.state in {
        ExecutionState.FAILED,
        ExecutionState.SKIPPED,
    }:
        return execution.last_refusal
    if line.order is not None and line.order.state == "CANCELLED":
        return "cancelled"
    return ""


def _cut(text: str, longest: int) -> str:
    return "".join(letter for letter in text if letter.isprintable())[:longest]
