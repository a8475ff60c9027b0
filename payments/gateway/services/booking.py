"""What operations move in the books, from the table of payments.gateway.domain.states."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import POSTINGS, Line, OperationEvent, Part, PostingLeg, Side
from payments.gateway.models import MerchantAccount, Operation
from payments.gateway.repositories import holds, merchants, operations
from payments.gateway.services import connectors, fees

FEE_INCOME: Final = "4400"
LOSSES: Final = "5410"
_KINDS: Final = {
    OperationKind.CAPTURE: ledger.TransactionKind.CAPTURE,
    OperationKind.REFUND: ledger.TransactionKind.REFUND,
    OperationKind.CHARGEBACK: ledger.TransactionKind.CHARGEBACK,
    OperationKind.REPRESENTMENT: ledger.TransactionKind.CHARGEBACK,
}
_OWN_LINES: Final = {Line.FEES: FEE_INCOME, Line.LOSSES: LOSSES}


class BookingRefused(BankError):
    """The ledger does not take what a payment moves: nothing of it has been done."""

    code = "payment_not_booked"
    cure = "Ask the bank: an account that the payment moves money on is closed or blocked."
    status = 409


class NoMerchantAccount(BankError):
    """The merchant takes no payments in this currency."""

    code = "merchant_currency"
    cure = "Use a currency that the bank has opened a balance of the merchant in."
    status = 409


def terms(row: Operation, *, approved: int) -> dict[str, Any]:
    """Return what an operation that succeeds today keeps: how much it was, its day and its fee."""
    day = ledger.business_date()
    kind = OperationKind(row.kind)
    fee = fees.of(merchant=row.merchant_id, kind=kind, minor=approved, day=day)
    return {"approved_minor": approved, "fee_minor": fee, "business_date": day}


@requires_transaction
def book(row: Operation, event: OperationEvent, *, actor: Actor, now: datetime) -> None:
    """Book what an operation's change moves, under the operation's own key.

    A sandbox merchant's is not booked. Raises BookingRefused and NoMerchantAccount.
    """
    legs = POSTINGS.get((OperationKind(row.kind), event))
    if legs is None or row.merchant.is_sandbox:
        return
    posted = _post(row, event, legs, actor, now)
    if event is OperationEvent.RETURNED:
        operations.change(row, return_txn_id=posted.txn_id)
    else:
        operations.change(row, txn_id=posted.txn_id, business_date=posted.booking_date)


def merchant_account(merchant_pk: int, currency: str) -> MerchantAccount:
    """Return the merchant's ledger accounts of a currency; raises NoMerchantAccount."""
    found = merchants.account(merchant=merchant_pk, currency=currency)
    if found is None:
        raise no_account(currency)
    return found


def no_account(currency: str) -> NoMerchantAccount:
    """Return the refusal of a currency that the merchant takes no payments in."""
    message = f"The merchant has no balance in {currency}."
    return NoMerchantAccount(message, field="currency")


def _post(
    row: Operation,
    event: OperationEvent,
    legs: tuple[PostingLeg, ...],
    actor: Actor,
    now: datetime,
) -> ledger.Posted:
    kind = OperationKind(row.kind)
    if event is OperationEvent.RETURNED:
        request = ledger.RequestKey.of_system(f"gateway.returned:{row.public_id}")
    else:
        request = ledger.RequestKey(ledger.KeySource.SYSTEM, row.public_id, row.public_id.bytes * 2)
    posting = ledger.Posting(
        request=request,
        kind=_KINDS[kind],
        legs=_legs(row, legs),
        actor=actor,
        narrative=f"{row.object_id} {row.merchant.statement_name}",
        captures=_captures(row, event),
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"The ledger refuses {row.object_id}: {outcome.code}."
        raise BookingRefused(message)
    return outcome


def _legs(row: Operation, legs: tuple[PostingLeg, ...]) -> tuple[ledger.Leg, ...]:
    unit = Currency.of(row.currency)
    totals: defaultdict[int, int] = defaultdict(int)
    for leg in legs:
        minor = _part(row, leg.part)
        if minor:
            sign = 1 if leg.side is Side.CREDIT else -1
            totals[_account(row, leg.line, unit)] += sign * minor
    return tuple(ledger.Leg(key, Money(minor, unit)) for key, minor in totals.items() if minor)


def _part(row: Operation, part: Part) -> int:
    amount = row.amount_minor if row.approved_minor is None else row.approved_minor
    return {
        Part.AMOUNT: amount,
        Part.EXCESS: row.excess_minor,
        Part.COVERED: amount - row.excess_minor,
        Part.FEE: row.fee_minor,
    }[part]


def _account(row: Operation, line: Line, unit: Currency) -> int:
    if line is Line.PAYABLE:
        return merchant_account(row.merchant_id, unit.code).payable_account
    if line is Line.NETWORK and row.connector == connectors.ON_US:
        return payers_account(row)
    code = _OWN_LINES.get(line) or connectors.ledger_line(row.connector)
    return ledger.internal_account(gl_code=code, currency=unit, opened_on=ledger.business_date())


def payers_account(row: Operation) -> int:
    """Return the ledger account of a payer of this bank."""
    account_id = row.payment_method.account_id
    assert account_id is not None  # noqa: S101 - no other method is routed to this bank's accounts
    return accounts.resolve(account_ids=[account_id])[account_id].ledger_account_id


def _captures(row: Operation, event: OperationEvent) -> tuple[ledger.Capture, ...]:
    """Return what a capture uses up of money set aside with a payer of this bank.

    An authorisation has one hold, and each increase one more; the oldest is used first.
    """
    if row.connector != connectors.ON_US or row.kind != OperationKind.CAPTURE:
        return ()
    if event is not OperationEvent.APPROVED:
        return ()
    unit = Currency.of(row.currency)
    left, used = _part(row, Part.AMOUNT), []
    for hold_id, remaining in holds.open_of_intent(row.intent_id):
        part = min(left, remaining)
        if part:
            used.append(ledger.Capture(hold_id, Money(part, unit)))
            left -= part
    return tuple(used)
