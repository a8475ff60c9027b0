"""Early repayment: the whole loan by a quote, or a part of its principal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from accounts.domain.loans import schedules
from accounts.domain.loans.allocation import Allocation, Part
from accounts.domain.loans.conditions import Method
from accounts.domain.loans.schedules import Instalment
from accounts.domain.loans.standing import Standing
from accounts.domain.loans.states import OWED, PaymentKind, ScheduleReason
from accounts.domain.loans.views import QuoteView, RepaymentReceipt
from accounts.models import Loan, LoanInstalment, LoanQuote
from accounts.repositories import loan_schedules, loans
from accounts.services.loans import booking, rescheduling, settlements
from accounts.services.loans.booking import Settlement
from accounts.services.loans.rescheduling import NewVersion
from accounts.services.loans.settlements import Act, LoanNotFound, LoanNotOwed
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money


class Effect(StrEnum):
    """What paying principal early does: fewer instalments, or smaller ones."""

    SHORTEN = "SHORTEN"
    LOWER = "LOWER"


class QuoteNotFound(BankError):
    """There is no such quote."""

    code = "loan_quote_not_found"
    cure = "Ask for a quote first."
    status = 404


class QuoteExpired(BankError):
    """The quote is for another day."""

    code = "loan_quote_expired"
    cure = "Ask for a new quote."
    status = 409


class QuoteOutdated(BankError):
    """The loan has changed since the quote."""

    code = "loan_quote_outdated"
    cure = "Ask for a new quote."
    status = 409


class ArrearsFirst(BankError):
    """What is due is paid before principal is repaid early."""

    code = "loan_arrears_first"
    cure = "Pay what is due first."
    status = 409


class NothingToRepayEarly(BankError):
    """The amount is not a part of the principal that is still to come."""

    code = "not_a_part_of_principal"
    cure = "Choose less than the principal that is still to come, or repay the whole loan."


@needs("accounts.repay_loan")
@use_case
def quote(
    *, loan_id: UUID, for_day: date, principal: Money | None = None, actor: Actor, now: datetime
) -> QuoteView:
    """Say what repaying the loan, or `principal` of it, costs on a day, and keep it.

    The whole: all that is due, the principal to come, interest to the day, and the fee on that
    principal. A part: that and the fee on it. Raises LoanNotFound, LoanNotOwed, QuoteExpired for
    a day gone by, and NothingToRepayEarly.
    """
    loan = loans.get(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    settlements.require_own(loan, actor)
    if loan.state not in OWED:
        message = "Nothing is owed on the loan."
        raise LoanNotOwed(message)
    if for_day < ledger.business_date():
        message = f"{for_day} has gone by."
        raise QuoteExpired(message)
    row = _priced(loan, settlements.standing_on(loan, for_day), principal)
    row.for_day, row.made_by, row.made_at = for_day, str(actor), now
    loan_schedules.add_quote(row)
    return _quote_view(loan, row)


@needs("accounts.repay_loan")
@use_case
def repay_early(
    *,
    quote_id: UUID,
    effect: Effect = Effect.LOWER,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
) -> RepaymentReceipt:
    """Pay what a quote says, from the repayment account, on the quote's business day.

    Raises QuoteNotFound, QuoteExpired, QuoteOutdated, ArrearsFirst, LoanNotOwed,
    LoanRequestReused and LoanNotBooked.
    """
    made = settlements.made_before(request=request)
    if made:
        return made
    row = loan_schedules.quote(public_id=quote_id)
    if row is None:
        message = f"There is no quote {quote_id}."
        raise QuoteNotFound(message)
    loan = settlements.lock_owed(loan_id=row.loan.public_id, actor=actor)
    if ledger.business_date() != row.for_day:
        message = f"The quote is for {row.for_day}."
        raise QuoteExpired(message)
    act = Act(request=request, actor=actor, now=now, day=settlements.day_of(loan))
    standing = settlements.standing_on(loan, act.day)
    asked = None if row.whole else booking.money(loan, row.principal)
    if _amounts(_priced(loan, standing, asked)) != _amounts(row):
        message = "The loan has changed since the quote was made."
        raise QuoteOutdated(message)
    payer = loan.repayment_account.ledger_account_id
    if row.whole:
        return _pay(loan, standing, _whole(standing, row.early_fee), payer=payer, act=act)
    if standing.due:
        message = f"{booking.money(loan, standing.due_total)} is due."
        raise ArrearsFirst(message)
    part = _Early(principal=row.principal, fee=row.early_fee, effect=effect)
    return _pay(loan, standing, part, payer=payer, act=act)


def pay_with_surplus(
    *,
    loan: Loan,
    standing: Standing,
    rest: int,
    payer: int,
    act: Act,
) -> RepaymentReceipt:
    """Pay all that is due and, with the rest, principal early, its fee included in the rest.

    Raises NothingToRepayEarly where the rest is more than the principal to come and its fee.
    """
    rate = Fraction(loan.early_fee_rate)
    principal = int(Fraction(rest) / (1 + rate))
    if not 0 < principal < standing.principal:
        message = "The rest is not a part of the principal that is still to come."
        raise NothingToRepayEarly(message)
    part = _Early(principal=principal, fee=rest - principal, effect=Effect.LOWER)
    return _pay(loan, standing, part, payer=payer, act=act)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Early:
    """What is repaid early, in minor units."""

    principal: int
    fee: int
    interest: int = 0
    waiting_fees: int = 0
    effect: Effect = Effect.LOWER


def _whole(standing: Standing, fee: int) -> _Early:
    return _Early(
        principal=standing.principal,
        interest=standing.interest,
        fee=fee,
        waiting_fees=standing.fees,
    )


def _pay(
    loan: Loan, standing: Standing, early: _Early, *, payer: int, act: Act
) -> RepaymentReceipt:
    """Book due instalments and the early part as one, then make the new version."""
    due = [
        Allocation(each.instalment_id, part, minor)
        for each in standing.due
        for part, minor in each.parts.items()
        if minor
    ]
    raised = max(standing.earned - loan.interest_accrued, 0)
    unknown = _allocations_of(0, early)
    settlement = Settlement(
        allocations=(*due, *unknown), interest_raised=raised, fees_raised=early.fee
    )
    posting = ledger.Posting(
        request=act.request,
        kind=ledger.TransactionKind.LOAN_REPAYMENT,
        legs=booking.settlement_legs(loan, settlement, from_account=payer, day=act.day),
        actor=act.actor,
        narrative="Early loan repayment",
    )
    posted = booking.post_one(loan=loan, posting=posting, now=act.now)
    first = _save_version(loan, standing, early, act=act)
    known = _allocations_of(first.pk, early)
    loan.accrued_through = act.day
    settlements.audit_of(loan, "repaid_early", act=act, principal=str(early.principal))
    return settlements.record(
        loan=loan,
        kind=PaymentKind.EARLY,
        settlement=replace(settlement, allocations=(*due, *known)),
        posted=posted,
        act=act,
    )


def _allocations_of(instalment_id: int, early: _Early) -> tuple[Allocation, ...]:
    amounts = (
        (Part.FEE, early.fee + early.waiting_fees),
        (Part.INTEREST, early.interest),
        (Part.PRINCIPAL, early.principal),
    )
    return tuple(Allocation(instalment_id, part, minor) for part, minor in amounts if minor)


def _save_version(loan: Loan, standing: Standing, early: _Early, *, act: Act) -> LoanInstalment:
    first = rescheduling.due_at_once(
        day=act.day,
        principal=early.principal,
        interest=early.interest,
        fee=early.fee + early.waiting_fees,
    )
    version = NewVersion(
        reason=ScheduleReason.EARLY_REPAYMENT,
        explanation="Early repayment",
        principal=standing.principal,
        annual_rate=rescheduling.current_rate(loan),
        interest_before=standing.earned,
        lines=(first, *_rest(loan, standing, early, act.day)),
        supersedes=rescheduling.ids(standing.to_come),
    )
    return rescheduling.save(loan, version, act=act)[0]


def _rest(loan: Loan, standing: Standing, early: _Early, day: date) -> list[Instalment]:
    """Return the schedule of what is left, with the interest and fees that already wait."""
    left = standing.principal - early.principal
    if not left:
        return []
    to_come = rescheduling.still_running(standing.to_come, day)
    periods = rescheduling.periods_from(to_come, day)
    conditions = rescheduling.conditions_to_come(loan, to_come, count=len(periods))
    payment = None
    if early.effect is Effect.SHORTEN and conditions.method is not Method.BULLET:
        regular = to_come[conditions.principal_grace]
        annuity = conditions.method is Method.ANNUITY
        payment = regular.principal + (regular.earned if annuity else 0)
    lines = schedules.plan(principal=left, conditions=conditions, periods=periods, payment=payment)
    return schedules.with_first(lines, interest=standing.interest, fee=standing.fees)


def _priced(loan: Loan, standing: Standing, part: Money | None) -> LoanQuote:
    principal = standing.principal if part is None else part.minor
    if not 0 < principal <= standing.principal or (part and principal == standing.principal):
        message = f"The principal still to come is {booking.money(loan, standing.principal)}."
        raise NothingToRepayEarly(message)
    conditions = rescheduling.conditions_of(loan)
    fee = schedules.to_minor(Fraction(principal) * Fraction(loan.early_fee_rate), conditions)
    row = LoanQuote(loan=loan, whole=part is None, early_fee=fee)
    row.principal, row.interest, row.fees = principal, 0, fee
    if part is None:
        row.principal += sum(each.parts[Part.PRINCIPAL] for each in standing.due)
        row.interest = standing.interest + sum(each.parts[Part.INTEREST] for each in standing.due)
        row.fees += standing.fees + sum(
            each.parts[Part.FEE] + each.parts[Part.PENALTY] for each in standing.due
        )
    return row


def _amounts(row: LoanQuote) -> tuple[int, int, int, int]:
    return row.principal, row.interest, row.fees, row.early_fee


def _quote_view(loan: Loan, row: LoanQuote) -> QuoteView:
    return QuoteView(
        quote_id=row.public_id,
        loan_id=loan.public_id,
        whole=row.whole,
        for_day=row.for_day,
        valid_until=row.for_day,
        principal=booking.money(loan, row.principal),
        interest=booking.money(loan, row.interest),
        fees=booking.money(loan, row.fees),
        total=booking.money(loan, row.principal + row.interest + row.fees),
    )
