"""Loans as others see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from accounts.domain.loans import standing
from accounts.domain.loans.allocation import Allocation, Part
from accounts.domain.loans.states import OWED, LoanState, PaymentKind
from accounts.domain.loans.views import InstalmentView, LoanFilter, LoanView, RepaymentReceipt
from accounts.models import Loan, LoanInstalment
from accounts.repositories import loan_payments, loan_schedules, loans
from accounts.services.loans import booking, rescheduling, settlements
from accounts.services.loans.settlements import LoanNotFound


def get(*, loan_id: UUID) -> LoanView:
    """Return the loan with its schedule; raises LoanNotFound."""
    loan = loans.get(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    return of(loan)


def get_of_user(*, loan_id: UUID, user_id: int) -> LoanView:
    """Return the loan if it is this log-in's own; raises LoanNotFound for any other."""
    loan = loans.get(public_id=loan_id)
    if loan is None or loan.account.customer.user_id != user_id:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    return of(loan)


def page(*, chosen: LoanFilter, limit: int) -> tuple[list[LoanView], int | None]:
    """Return up to `limit` loans without schedules, and `after_id` for the page after."""
    rows = loans.page(chosen=chosen, limit=limit + 1)
    after = rows[limit - 1].pk if len(rows) > limit else None
    dues = _dues(rows[:limit])
    rates = loan_schedules.current_rates(loan_ids=[row.pk for row in rows[:limit]])
    return [_view(row, dues.get(row.pk, 0), rates.get(row.pk)) for row in rows[:limit]], after


def payments(*, loan_id: UUID) -> list[RepaymentReceipt]:
    """Return what was paid on the loan, oldest first; raises LoanNotFound."""
    loan = loans.get(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    return [
        settlements.receipt(
            loan,
            payment,
            [
                Allocation(each.instalment_id, Part(each.part), each.amount)
                for each in payment.allocations.all()
            ],
        )
        for payment in loan_payments.page(loan_id=loan.pk)
    ]


def of(loan: Loan) -> LoanView:
    """Return the loan with its schedule."""
    lines = [each for each in loan_schedules.all_lines(loan_id=loan.pk) if not each.superseded]
    rate = rescheduling.current_rate(loan)
    return _view(loan, _dues([loan]).get(loan.pk, 0), rate, lines)


def claim_on(loan: Loan) -> int:
    """Return what of a written-off loan the customer still owes, in minor units."""
    if loan.state != LoanState.WRITTEN_OFF:
        return 0
    written_off = loan_payments.total(loan_id=loan.pk, kind=PaymentKind.WRITE_OFF)
    return written_off - loan_payments.total(loan_id=loan.pk, kind=PaymentKind.RECOVERY)


def _dues(found: Sequence[Loan]) -> dict[int, int]:
    """Return what is due and unpaid today of each of these loans that is owed."""
    owed = [loan for loan in found if loan.state in OWED]
    dues: defaultdict[int, int] = defaultdict(int)
    if owed:
        day = max(settlements.day_of(loan) for loan in owed)
        for line in loan_schedules.open_lines(loan_ids=[loan.pk for loan in owed], due_by=day):
            dues[line.loan_id] += standing.open_of(line).total
    return dues


def _view(
    loan: Loan, due: int, rate: Decimal | None, lines: Sequence[LoanInstalment] = ()
) -> LoanView:
    return LoanView(
        loan_id=loan.public_id,
        account_id=loan.account.public_id,
        repayment_account_id=loan.repayment_account.public_id,
        customer_id=loan.account.customer.public_id,
        customer_name=loan.account.customer.name,
        iban=loan.account.iban,
        principal=booking.money(loan, loan.principal),
        annual_rate=loan.annual_rate if rate is None else rate,
        apr=loan.apr,
        method=loan.method,
        frequency=loan.frequency,
        state=loan.state,
        disbursed_on=loan.disbursed_on,
        outstanding=booking.money(loan, loan.outstanding),
        due=booking.money(loan, due),
        days_past_due=loan.days_past_due,
        bucket=loan.bucket,
        claim=booking.money(loan, claim_on(loan)),
        schedule=tuple(_line(loan, line) for line in lines),
    )


def _line(loan: Loan, line: LoanInstalment) -> InstalmentView:
    owed = line.principal + line.interest + line.fee + line.penalty
    paid = line.principal_paid + line.interest_paid + line.fee_paid + line.penalty_paid
    return InstalmentView(
        version=line.schedule.version,
        number=line.number,
        period_start=line.period_start,
        due_date=line.due_date,
        principal=booking.money(loan, line.principal),
        interest=booking.money(loan, line.interest),
        fee=booking.money(loan, line.fee),
        penalty=booking.money(loan, line.penalty),
        paid=booking.money(loan, paid),
        unpaid=booking.money(loan, owed - paid),
        capitalised=line.capitalised,
    )
