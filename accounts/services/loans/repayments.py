"""Repayments: what is due is paid by the customer, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.domain.loans.allocation import AllocationOrder, allocate
from accounts.domain.loans.states import PaymentKind
from accounts.domain.loans.views import RepaymentReceipt
from accounts.models import Loan
from accounts.services.loans import booking, early_repayments, settlements
from accounts.services.loans.booking import Settlement
from accounts.services.loans.settlements import Act
from accounts.services.ownership import require_holder
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import CurrencyMismatch, Money


class Surplus(StrEnum):
    """What happens to more than is due: it is refused, or pays principal early."""

    REFUSE = "REFUSE"
    EARLY = "EARLY"


class MoreThanDue(BankError):
    """The payment is larger than what is due."""

    code = "more_than_due"
    cure = "Pay what is due, or ask that the rest repays principal early."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """A payment on a loan, from its repayment account unless another is named."""

    loan_id: UUID
    amount: Money
    from_account_id: UUID | None = None
    surplus: Surplus = Surplus.REFUSE


@needs("accounts.repay_loan")
@use_case
def repay(
    *, order: Repayment, request: ledger.RequestKey, actor: Actor, now: datetime
) -> RepaymentReceipt:
    """Take a payment for what is due; the same request pays once.

    Raises LoanNotFound, LoanNotOwed, CurrencyMismatch, MoreThanDue, AccountNotFound,
    NotAPayingAccount, LoanRequestReused and LoanNotBooked; ValueError for no positive amount.
    """
    if order.amount.minor <= 0:
        message = "A repayment is a positive amount."
        raise ValueError(message)
    made = settlements.made_before(request=request)
    if made:
        return made
    loan = settlements.lock_owed(loan_id=order.loan_id, actor=actor)
    require_holder(actor, order.from_account_id)
    if order.amount.currency.number != loan.currency:
        message = "The loan is in another currency."
        raise CurrencyMismatch(message)
    act = Act(request=request, actor=actor, now=now, day=settlements.day_of(loan))
    standing = settlements.standing_on(loan, act.day)
    allocations, rest = allocate(
        order.amount.minor, standing.due, AllocationOrder(loan.allocation_order)
    )
    payer = settlements.payer_of(loan, order.from_account_id)
    if rest and order.surplus is Surplus.EARLY:
        return early_repayments.pay_with_surplus(
            loan=loan, standing=standing, rest=rest, payer=payer, act=act
        )
    if rest:
        due = booking.money(loan, standing.due_total)
        message = f"Only {due} is due."
        raise MoreThanDue(message)
    settlement = settlements.settlement_of(loan, allocations, act.day)
    posted = booking.post_one(
        loan=loan,
        posting=repayment_posting(loan, settlement, payer=payer, act=act),
        now=now,
    )
    settlements.audit_of(loan, "repaid", act=act, amount=str(order.amount))
    return settlements.record(
        loan=loan, kind=PaymentKind.REPAYMENT, settlement=settlement, posted=posted, act=act
    )


def repayment_posting(
    loan: Loan, settlement: Settlement, *, payer: int, act: Act
) -> ledger.Posting:
    """Return the posting that takes a settlement from the payer's account."""
    return ledger.Posting(
        request=act.request,
        kind=ledger.TransactionKind.LOAN_REPAYMENT,
        legs=booking.settlement_legs(loan, settlement, from_account=payer, day=act.day),
        actor=act.actor,
        narrative="Loan repayment",
    )
