"""Business days with entries on them, closed, and the statements over them."""

from __future__ import annotations

from datetime import date

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.models import BusinessDate
from bankcore.money import Currency
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, posting

MARCH_END = date(2026, 3, 31)
APRIL_FIRST = date(2026, 4, 1)


@use_case
def book(*legs: tuple[int, int], **more) -> ledger.Posted:
    """Book one transaction of (ledger account id, minor units) legs."""
    outcome = ledger.post(postings=[posting(*legs, **more)], now=NOW)[0]
    assert isinstance(outcome, ledger.Posted), outcome
    return outcome


@use_case
def bank_account(gl_code: str = "2100", currency: str = "EUR") -> int:
    """Return the bank's own account, which has no floor."""
    return ledger.internal_account(
        gl_code=gl_code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )


def pay_in(account: accounts.AccountRef, minor: int, **more) -> ledger.Posted:
    """Book so many minor units to the account's credit, or debit where negative, on a day."""
    other = bank_account(currency=account.currency.code)
    return book(
        (account.ledger_account_id, minor), (other, -minor), currency=account.currency.code, **more
    )


def close(next_day: date) -> date:
    """Close the open business day and open this one; returns the day that closed."""
    return ledger.close_business_day(next_day=next_day, actor=TESTER, now=NOW).day


def open_early(day: date) -> None:
    """Open a business day before the one that is open is closed, as the end of a day does."""
    BusinessDate.objects.update(business_date=day)


def make(day: date, next_day: date) -> int:
    """Make the statements that end with a day; returns how many were made."""
    return accounts.make_statements(day=day, next_day=next_day, actor=TESTER, now=NOW)["statements"]


def close_march() -> int:
    """Close the opening day through the end of March, and make the statements."""
    close(MARCH_END)
    close(APRIL_FIRST)
    return make(MARCH_END, APRIL_FIRST)


def statement(account: accounts.AccountRef) -> accounts.StatementView:
    """Return the account's newest statement."""
    return accounts.page_of_statements(account_id=account.account_id, limit=1)[0][0]


def rendered(account: accounts.AccountRef, format_name: str, number: int = 1) -> bytes:
    """Return the account's statement as a file."""
    return accounts.statement_document(
        account_id=account.account_id, number=number, format_name=format_name, now=NOW
    ).content
