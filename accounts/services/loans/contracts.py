"""Contracts: an approved application becomes a loan, and the loan is paid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from accounts.domain.credit import CreditStep
from accounts.domain.loans import due_dates, schedules
from accounts.domain.loans.annual_percentage_rates import (
    Flow,
    annual_percentage_rate,
    years_between,
)
from accounts.domain.loans.events import LoanContracted
from accounts.domain.loans.schedules import Instalment
from accounts.domain.loans.states import ApplicationState, LoanState, ScheduleReason
from accounts.domain.loans.views import LoanView
from accounts.models import Account, Loan, LoanApplication, LoanTerms, Product
from accounts.repositories import accounts, loans
from accounts.services import accounts as account_services
from accounts.services import credit_book
from accounts.services.loans import (
    applications,
    booking,
    kept_conditions,
    loan_views,
    rescheduling,
    settlements,
)
from accounts.services.loans.rescheduling import NewVersion
from accounts.services.loans.settlements import Act
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.calendars import Calendar
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, CurrencyMismatch, Money


class NotApproved(BankError):
    """There is no contract without an approved application."""

    code = "loan_not_approved"
    cure = "Have the application decided first."
    status = 409


class NotTheCustomersAccount(BankError):
    """The account is somebody else's, or itself a loan."""

    code = "not_the_customers_account"
    cure = "Give a current account of the customer who asked for the loan."


class NotPending(BankError):
    """The loan was paid out already."""

    code = "loan_not_pending"
    cure = "Look at the loan's state."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOrder:
    """The customer signs: the account is paid the loan and pays it back."""

    application_id: UUID
    repayment_account_id: UUID


@needs("accounts.disburse_loan")
@use_case
def conclude(*, order: ContractOrder, actor: Actor, now: datetime) -> LoanView:
    """Make the contract of an approved application, with its annual percentage rate.

    Today's terms are copied into it. Raises LoanApplicationNotFound, NotApproved,
    NotTheCustomersAccount, CurrencyMismatch, NoLoanTerms, OutsideLoanTerms and what opening an
    account raises.
    """
    application = applications.lock(application_id=order.application_id)
    if application.state != ApplicationState.APPROVED:
        message = f"The application is {application.state.lower()}."
        raise NotApproved(message)
    paying = _paying_account(order.repayment_account_id, application)
    day = ledger.business_date()
    currency = Currency.numbered(application.currency)
    terms = applications.terms_of(product=application.product, currency=currency, day=day)
    applications.check_terms(
        terms,
        amount=Money(application.amount, currency),
        instalments=application.instalments,
        annual_rate=application.annual_rate,
    )
    account = _open_account(application, day=day, actor=actor, now=now)
    loan = loans.add_loan(_contract(application, terms, account, paying, day, now))
    applications.set_contracted(application)
    act = Act(request=booking.system_key("contract", loan.public_id), actor=actor, now=now, day=day)
    settlements.audit_of(loan, "contracted", act=act, apr=str(loan.apr))
    settlements.publish(loan, LoanContracted, act=act)
    return loan_views.of(loan)


@needs("accounts.disburse_loan")
@use_case
def disburse(*, loan_id: UUID, actor: Actor, now: datetime) -> LoanView:
    """Pay the loan out on the open business day, from which its schedule counts.

    The origination fee is kept back, or due with the first instalment, as agreed. Raises
    LoanNotFound, NotPending, InvalidLoanConditions, LoanNotBooked and what the bank's limits raise.
    """
    loan = loans.get_locked(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise settlements.LoanNotFound(message)
    if loan.state != LoanState.PENDING:
        message = "The loan was paid out already."
        raise NotPending(message)
    check_payout(loan, now)
    day = ledger.business_date()
    act = Act(request=booking.system_key("disburse", loan_id, day), actor=actor, now=now, day=day)
    lines = planned(loan, day)
    posting = ledger.Posting(
        request=act.request,
        kind=ledger.TransactionKind.LOAN_DISBURSEMENT,
        legs=_disbursement_legs(loan, day),
        actor=actor,
        narrative="Loan paid out",
    )
    booking.post_one(loan=loan, posting=posting, now=now)
    loan.outstanding = loan.principal
    loan.disbursed_on = loan.accrued_through = day
    settlements.change_state(loan, LoanState.ACTIVE, reason="Paid out", act=act)
    rescheduling.save(
        loan,
        NewVersion(
            reason=ScheduleReason.CONTRACT,
            explanation="Contract",
            principal=loan.principal,
            annual_rate=loan.annual_rate,
            interest_before=0,
            lines=tuple(lines),
        ),
        act=act,
    )
    settlements.audit_of(
        loan, "disbursed", act=act, amount=str(booking.money(loan, loan.principal))
    )
    return loan_views.of(loan)


def check_payout(loan: Loan, now: datetime) -> None:
    """Raise what the bank's limits raise where so much more may not be owed."""
    step = CreditStep(
        customer_id=loan.application.customer.public_id,
        product=loan.account.product.code,
        amount=booking.money(loan, loan.principal),
        application_id=loan.application.public_id,
        is_payout=True,
    )
    credit_book.check_step(step=step, now=now)


def planned(loan: Loan, day: date) -> list[Instalment]:
    """Return the schedule of the loan as it is, or would be, paid out on `day`."""
    conditions = rescheduling.conditions_of(loan)
    lines = schedules.plan(
        principal=loan.principal,
        conditions=conditions,
        periods=due_dates.periods(
            conditions, day, is_business_day=Calendar.target().is_business_day
        ),
    )
    return lines if loan.fee_deducted else schedules.with_first(lines, fee=loan.origination_fee)


def _contract(
    application: LoanApplication,
    terms: LoanTerms,
    account: Account,
    paying: Account,
    day: date,
    now: datetime,
) -> Loan:
    conditions = kept_conditions.stored_conditions(
        application, day_count=terms.day_count, equal_periods=terms.equal_periods
    )
    fee = schedules.to_minor(
        Fraction(application.amount) * Fraction(terms.origination_fee_rate), conditions
    )
    loan = Loan(
        application=application,
        account=account,
        repayment_account=paying,
        currency=application.currency,
        principal=application.amount,
        day_count=terms.day_count,
        equal_periods=terms.equal_periods,
        origination_fee=fee,
        fee_deducted=terms.fee_deducted,
        penalty_rate=terms.penalty_rate,
        grace_days=terms.grace_days,
        early_fee_rate=terms.early_fee_rate,
        allocation_order=terms.allocation_order,
        partial_collection=terms.partial_collection,
        contracted_at=now,
        **kept_conditions.columns(conditions),
    )
    loan.apr = _apr(loan, planned(loan, day), day)
    return loan


def _apr(loan: Loan, lines: list[Instalment], day: date) -> Decimal:
    paid_out = loan.principal - (loan.origination_fee if loan.fee_deducted else 0)
    flows = [Flow(Fraction(0), -paid_out)]
    flows += [Flow(years_between(day, line.due_date), line.payable) for line in lines]
    return annual_percentage_rate(flows)


def _disbursement_legs(loan: Loan, day: date) -> tuple[ledger.Leg, ...]:
    kept = loan.origination_fee if loan.fee_deducted else 0
    return booking.legs(
        loan,
        day,
        (loan.account.ledger_account_id, -loan.principal),
        (loan.repayment_account.ledger_account_id, loan.principal - kept),
        (booking.FEE_INCOME, loan.origination_fee),
        (booking.PENALTIES_AND_FEES, kept - loan.origination_fee),
    )


def _paying_account(account_id: UUID, application: LoanApplication) -> Account:
    found = accounts.list_by_public_id([account_id])
    if not found:
        message = f"There is no account {account_id}."
        raise account_services.AccountNotFound(message)
    account = found[0]
    if account.customer_id != application.customer_id or account.product.kind == Product.Kind.LOAN:
        message = "A loan is paid to, and paid back from, a current account of its customer."
        raise NotTheCustomersAccount(message)
    if account.currency != application.currency:
        message = "The account is kept in another currency than the loan."
        raise CurrencyMismatch(message)
    return account


def _open_account(
    application: LoanApplication, *, day: date, actor: Actor, now: datetime
) -> Account:
    order = account_services.AccountOrder(
        customer_id=application.customer.public_id,
        product=application.product.code,
        currency=Currency.numbered(application.currency),
        opened_on=day,
    )
    ref = account_services.open_within(orders=[order], actor=actor, now=now)[0]
    ledger.set_status(account_id=ref.ledger_account_id, status=ledger.AccountStatus.FROZEN)
    return accounts.list_by_public_id([ref.account_id])[0]
