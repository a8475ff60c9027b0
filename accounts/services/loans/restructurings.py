"""Restructuring: the customer gets more time, another rate, or a pause; the reason is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from accounts.domain.loans import due_dates, schedules
from accounts.domain.loans.allocation import Allocation, Part
from accounts.domain.loans.conditions import Conditions, InterestGrace, Method
from accounts.domain.loans.due_dates import Period
from accounts.domain.loans.events import LoanScheduleChanged
from accounts.domain.loans.schedules import Instalment
from accounts.domain.loans.standing import Line, Standing
from accounts.domain.loans.states import Bucket, LoanState, PaymentKind, ScheduleReason
from accounts.domain.loans.views import LoanView
from accounts.models import Loan
from accounts.repositories import loan_schedules
from accounts.services.loans import booking, loan_views, rescheduling, settlements
from accounts.services.loans.applications import ReasonMissing
from accounts.services.loans.booking import Settlement
from accounts.services.loans.rescheduling import NewVersion
from accounts.services.loans.settlements import Act
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.calendars import Calendar
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger


class NothingRestructured(BankError):
    """The restructuring changes nothing, or leaves no instalment."""

    code = "nothing_restructured"
    cure = "Give more instalments, another rate, a payment holiday, or capitalise arrears."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restructuring:
    """What changes: instalments more, another rate, a holiday, arrears that join the principal.

    During a holiday of so many instalments nothing is paid; its interest joins the principal.
    """

    loan_id: UUID
    reason: str
    more_instalments: int = 0
    annual_rate: Decimal | None = None
    holiday: int = 0
    capitalise_arrears: bool = False


@needs("accounts.change_loan")
@use_case
def restructure(*, order: Restructuring, actor: Actor, now: datetime) -> LoanView:
    """Restructure a loan as a part of the bank; people ask for it by `ask_for_restructuring`.

    Raises two_people.TakesTwoPeople and what restructure_within raises.
    """
    refuse_alone(actor)
    return restructure_within(order=order, actor=actor, now=now)


@requires_transaction
def restructure_within(*, order: Restructuring, actor: Actor, now: datetime) -> LoanView:
    """Make a new version of the schedule from what is owed; the old one stays to be seen.

    Raises ReasonMissing, NothingRestructured, InvalidLoanConditions, LoanNotFound, LoanNotOwed
    and LoanNotBooked.
    """
    _check(order)
    loan = settlements.lock_owed(loan_id=order.loan_id, actor=actor)
    day = settlements.day_of(loan)
    key = booking.system_key("restructure", loan.public_id, loan.current_version)
    act = Act(request=key, actor=actor, now=now, day=day)
    standing = settlements.standing_on(loan, day)
    _book_interest(loan, standing, act)
    joined = _capitalised(loan, standing, act) if order.capitalise_arrears else 0
    taken_over = standing.to_come
    principal = standing.principal
    if order.capitalise_arrears:
        principal = loan.outstanding
        taken_over = (*_due_lines(loan, standing), *taken_over)
    lines = _planned(loan, order, standing, principal, act)
    version = NewVersion(
        reason=ScheduleReason.RESTRUCTURING,
        explanation=order.reason,
        principal=principal,
        annual_rate=_rate(loan, order),
        interest_before=standing.earned,
        lines=tuple(lines),
        supersedes=rescheduling.ids(taken_over),
    )
    cured = order.capitalise_arrears or not standing.due
    if cured:
        settlements.change_state(loan, LoanState.RESTRUCTURED, reason=order.reason, act=act)
        loan.days_past_due, loan.bucket = 0, Bucket.CURRENT.value
    rescheduling.save(loan, version, act=act)
    settlements.audit_of(
        loan, "restructured", act=act, reason=order.reason, capitalised=str(joined)
    )
    settlements.publish(loan, LoanScheduleChanged, act=act)
    return loan_views.of(loan)


def _check(order: Restructuring) -> None:
    if not order.reason.strip():
        message = "A restructuring has a reason."
        raise ReasonMissing(message)
    changes = (
        order.more_instalments > 0,
        order.annual_rate is not None,
        order.holiday > 0,
        order.capitalise_arrears,
    )
    if not any(changes) or min(order.more_instalments, order.holiday) < 0:
        message = "The restructuring changes nothing."
        raise NothingRestructured(message)


def _rate(loan: Loan, order: Restructuring) -> Decimal:
    return rescheduling.current_rate(loan) if order.annual_rate is None else order.annual_rate


def _planned(
    loan: Loan, order: Restructuring, standing: Standing, principal: int, act: Act
) -> list[Instalment]:
    periods = _periods(loan, order, standing, act)
    if not periods or principal <= 0:
        message = "There is no instalment to come: give more instalments."
        raise NothingRestructured(message)
    conditions = _conditions(loan, order, standing, len(periods), act.day)
    lines = schedules.plan(principal=principal, conditions=conditions, periods=periods)
    return schedules.with_first(lines, interest=standing.interest, fee=standing.fees)


def _periods(loan: Loan, order: Restructuring, standing: Standing, act: Act) -> list[Period]:
    periods = rescheduling.periods_from(standing.to_come, act.day)
    agreed = rescheduling.conditions_of(loan)
    anchor = loan.first_due or loan.disbursed_on or act.day
    return periods + due_dates.more_periods(
        agreed,
        order.more_instalments,
        after=periods[-1].end if periods else act.day,
        anchor_day=anchor.day,
        is_business_day=Calendar.target().is_business_day,
    )


def _conditions(
    loan: Loan, order: Restructuring, standing: Standing, count: int, day: date
) -> Conditions:
    """Return the conditions of the new version: a holiday takes the place of grace that is left."""
    if not order.holiday:
        running = rescheduling.still_running(standing.to_come, day)
        rate = _rate(loan, order)
        return rescheduling.conditions_to_come(loan, running, count=count, annual_rate=rate)
    agreed = rescheduling.conditions_of(loan)
    return Conditions(
        method=agreed.method,
        frequency=agreed.frequency,
        instalments=count,
        annual_rate=_rate(loan, order),
        day_count=agreed.day_count,
        equal_periods=agreed.equal_periods,
        end_of_month=agreed.end_of_month,
        business_days=agreed.business_days,
        principal_grace=0 if agreed.method is Method.BULLET else order.holiday,
        interest_grace=order.holiday,
        interest_grace_rule=InterestGrace.CAPITALISED,
        rounding=agreed.rounding,
    )


def _book_interest(loan: Loan, standing: Standing, act: Act) -> None:
    """Book what is earned and not booked: the new version counts it as earned before."""
    minor = standing.earned - loan.interest_accrued
    if minor > 0:
        posting = ledger.Posting(
            request=booking.system_key("earned", loan.public_id, loan.current_version),
            kind=ledger.TransactionKind.ACCRUAL,
            legs=booking.legs(
                loan,
                act.day,
                (booking.INTEREST_RECEIVABLE, -minor),
                (booking.INTEREST_INCOME, minor),
            ),
            actor=act.actor,
            narrative="Loan interest to the day of restructuring",
        )
        booking.post_one(loan=loan, posting=posting, now=act.now)
        loan.interest_accrued = standing.earned
    loan.accrued_through = act.day


def _due_lines(loan: Loan, standing: Standing) -> tuple[Line, ...]:
    wanted = {each.instalment_id for each in standing.due}
    found = loan_schedules.lines(loan_id=loan.pk)
    return tuple(line for line in found if line.pk in wanted)


def _capitalised(loan: Loan, standing: Standing, act: Act) -> int:
    """Let unpaid interest, fees and penalties join the principal; returns how much that was."""
    allocations = tuple(
        Allocation(each.instalment_id, part, each.parts[part])
        for each in standing.due
        for part in (Part.PENALTY, Part.FEE, Part.INTEREST)
        if each.parts[part]
    )
    if not allocations:
        return 0
    capitalise(loan, Settlement(allocations=allocations), act=act)
    return sum(each.minor for each in allocations)


def capitalise(
    loan: Loan, settlement: Settlement, *, act: Act, booking_date: date | None = None
) -> None:
    """Book that unpaid interest and charges become principal, in the caller's use case."""
    posting = ledger.Posting(
        request=act.request,
        kind=ledger.TransactionKind.LOAN_CHARGE,
        legs=booking.settlement_legs(
            loan, settlement, from_account=loan.account.ledger_account_id, day=act.day
        ),
        actor=act.actor,
        narrative="Interest and charges join the principal",
        booking_date=booking_date,
    )
    posted = booking.post_one(loan=loan, posting=posting, now=act.now)
    settlements.record(
        loan=loan,
        kind=PaymentKind.CAPITALISATION,
        settlement=settlement,
        posted=posted,
        act=act,
    )
