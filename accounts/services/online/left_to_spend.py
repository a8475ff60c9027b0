"""What is left to spend: what is there, less what is known to be due before the month ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from accounts.domain.views import AccountStatus, AccountView
from accounts.repositories import loan_schedules, mandates
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
    *, customer_id: UUID, accounts: Iterable[AccountView], due: Iterable[Due], day: date
) -> list[LeftToSpend]:
    """Return what is left to spend from a day until its month ends, one for each currency.

    Of these accounts those are counted that are open current accounts which the customer holds,
    alone or with others: what another has given a mandate on is not the customer's to spend. Each
    joint holder reads the same of a joint account.

    Only what is certain is taken off: dates of orders and instalments of loans that are repaid
    from these accounts, what is overdue too. Direct debits not announced yet, and what orders
    sweep, are not known.
    """
    until = month_end(day)
    paying = {each.account_id: each for each in _held(customer_id, accounts, day)}
    orders = [each for each in due if each.account_id in paying and each.due_date <= until]
    owed = loan_schedules.owed_from(account_ids=list(paying), due_by=until) if paying else {}
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
            instalments=Money(owed.get(currency.number, 0), currency),
        )
        for _, currency in sorted(currencies.items())
    ]


def _held(customer_id: UUID, accounts: Iterable[AccountView], day: date) -> list[AccountView]:
    """Return the open current accounts among these that the customer holds on the day."""
    paying = [
        each for each in accounts if each.product == "CURRENT" and each.status is AccountStatus.OPEN
    ]
    others = [each.account_id for each in paying if each.customer_id != customer_id]
    joint = mandates.held_jointly(customer_id=customer_id, account_ids=others, day=day)
    return [each for each in paying if each.customer_id == customer_id or each.account_id in joint]


def _sum(amounts: Iterable[Money], currency: Currency) -> Money:
    return sum(amounts, Money(0, currency))
