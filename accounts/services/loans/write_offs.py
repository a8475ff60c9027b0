"""Write-offs: the bank takes the loss, and what comes in later is a recovery."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts.domain.loans.allocation import Allocation, Part
from accounts.domain.loans.schedules import Instalment
from accounts.domain.loans.standing import Standing
from accounts.domain.loans.states import LoanState, PaymentKind, ScheduleReason
from accounts.domain.loans.views import LoanView, RepaymentReceipt
from accounts.repositories import loans
from accounts.services.loans import booking, loan_views, rescheduling, settlements
from accounts.services.loans.applications import ReasonMissing
from accounts.services.loans.booking import Settlement
from accounts.services.loans.rescheduling import NewVersion
from accounts.services.loans.settlements import Act, LoanNotFound
from accounts.services.ownership import require_holder
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import CurrencyMismatch, Money


class NotWrittenOff(BankError):
    """Recoveries are for loans that were written off."""

    code = "loan_not_written_off"
    cure = "Take a repayment instead."
    status = 409


class MoreThanClaimed(BankError):
    """The recovery is larger than what the customer still owes."""

    code = "more_than_claimed"
    cure = "Take what is still owed."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffOrder:
    """A loan to be written off, and why."""

    loan_id: UUID
    reason: str


@needs("accounts.write_off_loan")
@use_case
def write_off(*, loan_id: UUID, reason: str, actor: Actor, now: datetime) -> LoanView:
    """Write a loan off as a part of the bank; people ask for it by `ask_for_write_off`.

    Raises two_people.TakesTwoPeople and what write_off_within raises.
    """
    refuse_alone(actor)
    order = WriteOffOrder(loan_id=loan_id, reason=reason)
    return write_off_within(order=order, actor=actor, now=now)


@requires_transaction
def write_off_within(*, order: WriteOffOrder, actor: Actor, now: datetime) -> LoanView:
    """Take all that is owed as a loss; the claim on the customer stays, outside the balance sheet.

    Raises ReasonMissing, LoanNotFound, LoanNotOwed and LoanNotBooked.
    """
    loan_id, reason = order.loan_id, order.reason
    if not reason.strip():
        message = "A write-off has a reason."
        raise ReasonMissing(message)
    loan = settlements.lock_owed(loan_id=loan_id, actor=actor)
    day = settlements.day_of(loan)
    key = booking.system_key("write-off", loan_id)
    act = Act(request=key, actor=actor, now=now, day=day)
    standing = settlements.standing_on(loan, day)
    called = rescheduling.due_at_once(
        day=day, principal=standing.principal, interest=standing.interest, fee=standing.fees
    )
    settlement = Settlement(
        allocations=(*_all_due(standing), *_called(0, called)),
        interest_raised=max(standing.earned - loan.interest_accrued, 0),
    )
    posting = ledger.Posting(
        request=key,
        kind=ledger.TransactionKind.WRITE_OFF,
        legs=booking.settlement_legs(
            loan, settlement, from_account=booking.gl(booking.LOSSES, loan, day), day=day
        ),
        actor=actor,
        narrative="Loan written off",
    )
    posted = booking.post_one(loan=loan, posting=posting, now=now)
    version = NewVersion(
        reason=ScheduleReason.WRITE_OFF,
        explanation=reason,
        principal=standing.principal,
        annual_rate=rescheduling.current_rate(loan),
        interest_before=standing.earned,
        lines=(called,),
        supersedes=rescheduling.ids(standing.to_come),
    )
    line = rescheduling.save(loan, version, act=act)[0]
    loan.accrued_through = day
    settlements.change_state(loan, LoanState.WRITTEN_OFF, reason=reason, act=act)
    settlements.record(
        loan=loan,
        kind=PaymentKind.WRITE_OFF,
        settlement=replace(
            settlement, allocations=(*_all_due(standing), *_called(line.pk, called))
        ),
        posted=posted,
        act=act,
    )
    settlements.audit_of(loan, "written_off", act=act, reason=reason)
    return loan_views.of(loan)


@needs("accounts.repay_loan")
@use_case
def recover(
    *,
    loan_id: UUID,
    amount: Money,
    from_account_id: UUID,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> RepaymentReceipt:
    """Take money for a loan that was written off: it is income, up to the claim that is left.

    Raises LoanNotFound, NotWrittenOff, MoreThanClaimed, CurrencyMismatch, AccountNotFound,
    NotAPayingAccount, LoanRequestReused and LoanNotBooked; ValueError for no positive amount.
    """
    if amount.minor <= 0:
        message = "A recovery is a positive amount."
        raise ValueError(message)
    made = settlements.made_before(request=request)
    if made:
        return made
    loan = loans.get_locked(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    settlements.require_own(loan, actor)
    require_holder(actor, from_account_id)
    if loan.state != LoanState.WRITTEN_OFF:
        message = "The loan was not written off."
        raise NotWrittenOff(message)
    payer = settlements.payer_of(loan, from_account_id)
    if amount.currency.number != loan.currency:
        message = "The loan is in another currency."
        raise CurrencyMismatch(message)
    claim = loan_views.claim_on(loan)
    if amount.minor > claim:
        message = f"Only {booking.money(loan, claim)} is still owed."
        raise MoreThanClaimed(message)
    act = Act(request=request, actor=actor, now=now, day=ledger.business_date())
    posting = ledger.Posting(
        request=request,
        kind=ledger.TransactionKind.RECOVERY,
        legs=booking.legs(
            loan,
            act.day,
            (payer, -amount.minor),
            (booking.RECOVERIES, amount.minor),
        ),
        actor=actor,
        narrative="Recovery of a loan written off",
    )
    posted = booking.post_one(loan=loan, posting=posting, now=now)
    settlements.audit_of(loan, "recovered", act=act, amount=str(amount))
    return settlements.record_recovery(loan=loan, amount=amount, posted=posted, act=act)


def _all_due(standing: Standing) -> list[Allocation]:
    return [
        Allocation(each.instalment_id, part, minor)
        for each in standing.due
        for part, minor in each.parts.items()
        if minor
    ]


def _called(instalment_id: int, line: Instalment) -> list[Allocation]:
    amounts = (
        (Part.FEE, line.fee),
        (Part.INTEREST, line.interest),
        (Part.PRINCIPAL, line.principal),
    )
    return [Allocation(instalment_id, part, minor) for part, minor in amounts if minor]
