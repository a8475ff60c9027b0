"""Loans in the ledger: the one place that books on loan accounts.

A loan's account is frozen except while the bank itself books on it: what is owed changes only
together with the schedule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from accounts.domain.loans.allocation import Allocation, Part, total_of
from accounts.models import Loan
from bankcore.actor import Actor
from bankcore.db.transactions import RecordedRefusal
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

PENALTIES_AND_FEES = "1220"
INTEREST_RECEIVABLE = "1210"
INTEREST_INCOME = "4010"
FEE_INCOME = "4100"
PENALTY_INCOME = "4110"
RECOVERIES = "4800"
LOSSES = "5800"

_REASONS = {
    ledger.RefusalCode.INSUFFICIENT_FUNDS: "The paying account has not enough money available.",
    ledger.RefusalCode.ACCOUNT_BLOCKED: "The customer's account is blocked.",
    ledger.RefusalCode.ACCOUNT_CLOSED: "The customer's account is closed.",
    ledger.RefusalCode.KEY_REUSED: "The key was used before, for another request.",
}


class LoanNotBooked(RecordedRefusal):
    """The ledger refused the booking on the loan."""

    code = "loan_not_booked"
    cure = "Do what the message says is missing, and send a new request."
    status = 409


class NotAccrued(BankError):
    """What loans earned on a day could not be booked; nothing is changed."""

    code = "loan_income_not_booked"
    cure = "Look why the ledger refuses, and run the step again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What of a loan is settled by a booking: allocations, and what is raised with it.

    `interest_raised` is interest earned and not booked yet, `fees_raised` a new fee.
    """

    allocations: tuple[Allocation, ...]
    interest_raised: int = 0
    fees_raised: int = 0

    @property
    def total(self) -> int:
        """What is paid in all, in minor units."""
        return sum(each.minor for each in self.allocations)


def gl(code: str, loan: Loan, day: date) -> int:
    """Return the bank's own account of this line in the loan's currency."""
    currency = Currency.numbered(loan.currency)
    return ledger.internal_account(gl_code=code, currency=currency, opened_on=day)


def money(loan: Loan, minor: int) -> Money:
    """Return so many minor units of the loan's currency."""
    return Money(minor, Currency.numbered(loan.currency))


def settlement_legs(
    loan: Loan, settlement: Settlement, *, from_account: int, day: date
) -> tuple[ledger.Leg, ...]:
    """Return the legs that take the total from an account and settle the loan with it."""
    principal = total_of(settlement.allocations, Part.PRINCIPAL)
    interest = total_of(settlement.allocations, Part.INTEREST) - settlement.interest_raised
    charges = total_of(settlement.allocations, Part.FEE, Part.PENALTY) - settlement.fees_raised
    return legs(
        loan,
        day,
        (from_account, -settlement.total),
        (loan.account.ledger_account_id, principal),
        (INTEREST_RECEIVABLE, interest),
        (INTEREST_INCOME, settlement.interest_raised),
        (PENALTIES_AND_FEES, charges),
        (FEE_INCOME, settlement.fees_raised),
    )


def legs(loan: Loan, day: date, *amounts: tuple[int | str, int]) -> tuple[ledger.Leg, ...]:
    """Return legs of (account, minor units, credit positive), leaving out zeros.

    An account is a ledger account's id, or the general-ledger code of the bank's own.
    """
    return tuple(
        ledger.Leg(
            gl(account, loan, day) if isinstance(account, str) else account, money(loan, minor)
        )
        for account, minor in amounts
        if minor
    )


def post(
    *, loans: Sequence[Loan], postings: Sequence[ledger.Posting], now: datetime
) -> list[ledger.Outcome]:
    """Book on these loans' accounts, which are open to nobody else; the caller has locked them."""
    accounts = [loan.account.ledger_account_id for loan in loans]
    for account in accounts:
        ledger.set_status(account_id=account, status=ledger.AccountStatus.OPEN)
    outcomes = ledger.post(postings=postings, now=now)
    for account in accounts:
        ledger.set_status(account_id=account, status=ledger.AccountStatus.FROZEN)
    return outcomes


def post_one(*, loan: Loan, posting: ledger.Posting, now: datetime) -> ledger.Posted:
    """Book one posting on the loan; raises LoanNotBooked."""
    outcome = post(loans=[loan], postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise LoanNotBooked(_REASONS.get(outcome.code, f"It was not booked: {outcome.code}."))
    return outcome


def system_key(*what: object) -> ledger.RequestKey:
    """Return the key of something that the bank does by itself once, named by its parts."""
    key = uuid5(NAMESPACE_URL, "bankcore-loans:" + "/".join(str(each) for each in what))
    return ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """Income of all loans of a currency, booked against a receivable; `run` makes its key."""

    what: str
    currency: Currency
    receivable: str
    income: str
    minor: int
    day: date
    booking_date: date
    run: int


def post_income(income: Income, *, actor: Actor, now: datetime) -> int:
    """Book the income and return the transaction; raises LoanNotBooked."""
    day, amount = income.booking_date, Money(income.minor, income.currency)
    receivable, earned = (
        ledger.internal_account(gl_code=code, currency=income.currency, opened_on=day)
        for code in (income.receivable, income.income)
    )
    posting = ledger.Posting(
        request=system_key(income.what, income.currency.code, income.day, income.run),
        kind=ledger.TransactionKind.ACCRUAL,
        legs=(ledger.Leg(receivable, -amount), ledger.Leg(earned, amount)),
        actor=actor,
        narrative=f"Loans: {income.what} of {income.day}",
        booking_date=day,
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"Loans' {income.what} of {income.day} was not booked: {outcome.code}."
        raise NotAccrued(message)
    return outcome.txn_id
