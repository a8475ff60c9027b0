"""What is left to spend: what is there, less what is known to be due before the month ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from accounts.domain.loans.views import LoanView
from accounts.domain.views import AccountStatus, AccountView
from accounts.services.loans import loan_views
from bankcore.money import Currency, Money


class Due(Protocol):
    """A payment that is due from an account, whoever knows of it."""

    account_id: UUID
    due_date: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftToSpend:
    """In one currency: `left` is `available` less `orders` and `instalments`, and may be negative.

    `available` is of open current accounts: less what is set aside, and with agreed overdrafts.
    """

    until: date
    available: Money
    orders: Money
    instalments: Money

    @property
    def left(self) -> Money:
        """What can be spent without missing what is due."""
        return self.available - self.orders - self.instalments


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def left_to_spend(
    *,
    accounts: Iterable[AccountView],
    due: Iterable[Due],
    loans: Iterable[LoanView],
    until: date,
) -> list[LeftToSpend]:
    """Return what is left to spend until a day, one for each currency of these current accounts.

    Only what is certain is taken off: dates of orders and instalments of these loans, what is
    overdue too, from these accounts. Direct debits not announced yet, and what orders sweep, are
    not known.
    """
    paying = {
        each.account_id: each
        for each in accounts
        if each.product == "CURRENT" and each.status is AccountStatus.OPEN
    }
    orders = [each for each in due if each.account_id in paying and each.due_date <= until]
    owed = [
        (loan.principal.currency, _unpaid(loan, until))
        for loan in loans
        if loan.outstanding.minor and loan.repayment_account_id in paying
    ]
    currencies = {each.currency.code: each.currency for each in paying.values()}
    return [
        LeftToSpend(
            until=until,
            available=_sum(
                (each.available for each in paying.values() if each.currency == currency), currency
            ),
            orders=_sum(
                (each.amount for each in orders if each.amount.currency == currency), currency
            ),
            instalments=_sum((money for unit, money in owed if unit == currency), currency),
        )
        for _, currency in sorted(currencies.items())
    ]


def _unpaid(loan: LoanView, until: date) -> Money:
    schedule = loan_views.get(loan_id=loan.loan_id).schedule
    return _sum(
        (line.unpaid for line in schedule if line.due_date <= until), loan.principal.currency
    )


def _sum(amounts: Iterable[Money], currency: Currency) -> Money:
    return sum(amounts, Money(0, currency))
