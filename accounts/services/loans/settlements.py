"""Settling what is owed: locking a loan, knowing where it stands, recording what was paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.loans import standing
from accounts.domain.loans.allocation import Allocation, Part, total_of
from accounts.domain.loans.events import BECAME, OfLoan
from accounts.domain.loans.standing import Standing
from accounts.domain.loans.states import FOLLOWS, OWED, Bucket, LoanState, PaymentKind
from accounts.domain.loans.views import RepaymentReceipt
from accounts.models import Loan, LoanPayment, LoanStateChange, Product
from accounts.repositories import accounts, loan_payments, loan_schedules, loans
from accounts.services.accounts import AccountNotFound
from accounts.services.loans import booking
from accounts.services.loans.booking import Settlement
from accounts.services.ownership import owns
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import CurrencyMismatch, Money
from bankcore.outbox import public as outbox


class LoanNotFound(BankError):
    """There is no such loan."""

    code = "loan_not_found"
    cure = "Check the loan's id."
    status = 404


class LoanNotOwed(BankError):
    """Nothing is owed on the loan: it is not paid out yet, or settled."""

    code = "loan_not_owed"
    cure = "Look at the loan's state."
    status = 409


class LoanRequestReused(BankError):
    """The key belongs to another request about a loan."""

    code = "loan_request_reused"
    cure = "Use a new key for a new request."
    status = 422


class WrongLoanState(BankError):
    """A loan in this state cannot come into that one."""

    code = "wrong_loan_state"
    cure = "Look at the loan's state."
    status = 409


class NotAPayingAccount(BankError):
    """Nothing is paid from the account of a loan."""

    code = "not_a_paying_account"
    cure = "Name a current or savings account."


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to a loan, when, on which business day, by which request."""

    request: ledger.RequestKey
    actor: Actor
    now: datetime
    day: date


def lock_owed(*, loan_id: UUID, actor: Actor) -> Loan:
    """Return the loan, locked; raises LoanNotFound (another customer's too) and LoanNotOwed."""
    loan = loans.get_locked(public_id=loan_id)
    if loan is None:
        message = f"There is no loan {loan_id}."
        raise LoanNotFound(message)
    require_own(loan, actor)
    if loan.state not in OWED:
        message = f"Nothing is owed on a loan that is {loan.state.lower().replace('_', ' ')}."
        raise LoanNotOwed(message)
    return loan


def require_own(loan: Loan, actor: Actor) -> None:
    """Raise LoanNotFound for another customer's loan, where a customer acts."""
    if not owns(actor, loan.account.customer.public_id):
        message = f"There is no loan {loan.public_id}."
        raise LoanNotFound(message)


def payer_of(loan: Loan, account_id: UUID | None) -> int:
    """Return the ledger account that pays: the loan's repayment account, or the one named.

    Raises AccountNotFound, CurrencyMismatch and NotAPayingAccount.
    """
    if account_id is None:
        return loan.repayment_account.ledger_account_id
    found = accounts.list_by_public_id([account_id])
    if not found:
        message = f"There is no account {account_id}."
        raise AccountNotFound(message)
    if found[0].currency != loan.currency:
        message = "The account is kept in another currency than the loan."
        raise CurrencyMismatch(message)
    if found[0].product.kind == Product.Kind.LOAN:
        message = "Nothing is paid from the account of a loan."
        raise NotAPayingAccount(message)
    return found[0].ledger_account_id


def day_of(loan: Loan) -> date:
    """Return the day on which things happen to the loan now: interest never runs backwards."""
    return max(ledger.business_date(), loan.accrued_through or date.min)


def standing_on(loan: Loan, day: date) -> Standing:
    """Return where the loan stands on a day."""
    every = loan_schedules.all_lines(loan_id=loan.pk)
    version = loan_schedules.current(loan_id=loan.pk, version=loan.current_version)
    assert version is not None  # noqa: S101 - a loan that is owed has a schedule
    return standing.standing_of(
        lines=[line for line in every if not line.superseded],
        current=[line for line in every if line.schedule_id == version.pk],
        interest_before=version.interest_before,
        interest_billed_before=sum(line.interest_paid for line in every if line.superseded),
        outstanding=loan.outstanding,
        day=day,
    )


def settlement_of(loan: Loan, allocations: Sequence[Allocation], day: date) -> Settlement:
    """Return the settlement; one that ends the loan raises what was not booked of its interest."""
    ends = total_of(allocations, Part.PRINCIPAL) == loan.outstanding
    unbooked = standing_on(loan, day).earned - loan.interest_accrued if ends else 0
    return Settlement(allocations=tuple(allocations), interest_raised=max(unbooked, 0))


def made_before(*, request: ledger.RequestKey) -> RepaymentReceipt | None:
    """Return the receipt of the payment that this request made; raises LoanRequestReused."""
    payment = loan_payments.by_key(source=int(request.source), key=request.key)
    if payment is None:
        return None
    if bytes(payment.request_hash) != request.request_hash:
        message = "The key was used before, for another request."
        raise LoanRequestReused(message)
    allocations = [
        Allocation(each.instalment_id, Part(each.part), each.amount)
        for each in payment.allocations.all()
    ]
    return receipt(payment.loan, payment, allocations, replayed=True)


def record(
    *,
    loan: Loan,
    kind: PaymentKind,
    settlement: Settlement,
    posted: ledger.Posted,
    act: Act,
) -> RepaymentReceipt:
    """Write down what a booking settled, and change the loan with it.

    What is capitalised raises the principal by its whole amount. A loan of which nothing is left
    is repaid.
    """
    payment = loan_payments.add(
        _payment(loan, kind, settlement.total, posted, act), settlement.allocations
    )
    loan_schedules.pay(_by_instalment(settlement.allocations))
    loan.outstanding -= total_of(settlement.allocations, Part.PRINCIPAL)
    if kind is PaymentKind.CAPITALISATION:
        loan.outstanding += settlement.total
    if settlement.interest_raised:
        loan.interest_accrued += settlement.interest_raised
        loan.accrued_through = max(loan.accrued_through or act.day, act.day)
    if kind is not PaymentKind.WRITE_OFF and not loan.outstanding and _nothing_unpaid(loan):
        change_state(loan, LoanState.REPAID, reason="Paid back in full", act=act)
        loan.days_past_due, loan.bucket = 0, Bucket.CURRENT.value
        ledger.set_status(
            account_id=loan.account.ledger_account_id, status=ledger.AccountStatus.CLOSED
        )
    loans.save_progress(loan)
    return receipt(loan, payment, settlement.allocations)


def record_recovery(
    *, loan: Loan, amount: Money, posted: ledger.Posted, act: Act
) -> RepaymentReceipt:
    """Write down money that came in for a loan written off: it pays no instalment."""
    payment = _payment(loan, PaymentKind.RECOVERY, amount.minor, posted, act)
    return receipt(loan, loan_payments.add(payment, ()), ())


def receipt(
    loan: Loan,
    payment: LoanPayment,
    allocations: Sequence[Allocation],
    *,
    replayed: bool = False,
) -> RepaymentReceipt:
    """Return the payment as others see it."""
    return RepaymentReceipt(
        payment_id=payment.public_id,
        loan_id=loan.public_id,
        kind=payment.kind,
        amount=booking.money(loan, payment.amount),
        principal=booking.money(loan, total_of(allocations, Part.PRINCIPAL)),
        interest=booking.money(loan, total_of(allocations, Part.INTEREST)),
        fees=booking.money(loan, total_of(allocations, Part.FEE, Part.PENALTY)),
        booked_on=payment.booked_on,
        transaction_id=payment.txn_id,
        outstanding=booking.money(loan, loan.outstanding),
        loan_state=loan.state,
        replayed=replayed,
    )


def performing(loan: Loan) -> LoanState:
    """Return the state of this loan while nothing is past due."""
    return LoanState.RESTRUCTURED if loans.was_restructured(loan_id=loan.pk) else LoanState.ACTIVE


def change_state(loan: Loan, state: LoanState, *, reason: str, act: Act, tell: bool = True) -> None:
    """Bring the loan into a state, and `tell` of it; the caller saves the loan.

    Raises WrongLoanState where that state cannot follow.
    """
    before = LoanState(loan.state)
    if before is state:
        return
    if state not in FOLLOWS[before]:
        message = f"A loan that is {before} cannot become {state}."
        raise WrongLoanState(message)
    loan.state = state.value
    loans.add_state_change(
        LoanStateChange(
            loan=loan,
            from_state=before.value,
            to_state=state.value,
            reason=reason,
            actor=str(act.actor),
            at=act.now,
        )
    )
    if tell:
        publish(loan, BECAME[state], act=act)


def publish(loan: Loan, event: type[OfLoan], *, act: Act, **more: str) -> None:
    """Tell of something that happened to the loan; `more` is what this event has besides."""
    happened = event(
        loan_id=str(loan.public_id),
        customer_id=str(loan.account.customer.public_id),
        outstanding=str(booking.money(loan, loan.outstanding).amount),
        currency=booking.money(loan, 0).currency.code,
        day=act.day.isoformat(),
        **more,
    )
    outbox.publish(happened, subject=subject(loan), at=act.now)


def audit_of(loan: Loan, done: str, *, act: Act, **detail: str) -> None:
    """Write into the audit trail what was done to the loan."""
    audit.record(
        actor=act.actor,
        action=f"accounts.loan.{done}",
        subject=subject(loan),
        detail=detail,
        at=act.now,
    )


def subject(loan: Loan) -> str:
    """Return how the loan is called in audit trail and events."""
    return f"loan:{loan.public_id}"


def _payment(
    loan: Loan, kind: PaymentKind, minor: int, posted: ledger.Posted, act: Act
) -> LoanPayment:
    return LoanPayment(
        loan=loan,
        kind=kind.value,
        amount=minor,
        booked_on=posted.booking_date,
        txn_id=posted.txn_id,
        key_source=int(act.request.source),
        key=act.request.key,
        request_hash=act.request.request_hash,
        actor=str(act.actor),
        at=act.now,
    )


def _nothing_unpaid(loan: Loan) -> bool:
    lines = loan_schedules.open_lines(loan_ids=[loan.pk], due_by=date.max)
    return not lines


def _by_instalment(
    allocations: tuple[Allocation, ...],
) -> list[tuple[int, int, int, int, int]]:
    parts: defaultdict[int, dict[Part, int]] = defaultdict(dict)
    for each in allocations:
        parts[each.instalment_id][each.part] = each.minor
    order = (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)
    return [
        (
            instalment,
            paid.get(order[0], 0),
            paid.get(order[1], 0),
            paid.get(order[2], 0),
            paid.get(order[3], 0),
        )
        for instalment, paid in parts.items()
    ]
