"""Limits of use: what customers may take out of their accounts, and what they have."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from accounts.domain.usage import ActivityState, LimitsView, UsageLimits
from accounts.repositories import usage
from accounts.services.accounts import AccountNotFound
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money


class TransactionLimitExceeded(BankError):
    """The debit is larger than the product lets through at once. Its key may be used again."""

    code = "transaction_limit_exceeded"
    cure = "Choose a smaller amount, or ask the bank for another product."
    status = 409


class DailyLimitExceeded(BankError):
    """The day's debits would exceed the product's limit. The request's key may be used again."""

    code = "daily_limit_exceeded"
    cure = "Choose a smaller amount, or wait until the next business day."
    status = 409


class MonthlyLimitExceeded(BankError):
    """The month's debits would exceed the product's limit. The request's key may be used again."""

    code = "monthly_limit_exceeded"
    cure = "Choose a smaller amount, or wait until the next month."
    status = 409


class BelowMinimumBalance(BankError):
    """The debit would leave less than the product's minimum. Its key may be used again."""

    code = "below_minimum_balance"
    cure = "Choose a smaller amount, or pay money in first."
    status = 409


@requires_transaction
def check_debit(*, account_id: UUID, amount: Money, day: date) -> None:
    """Count a booked debit of `amount` (positive) against the limits of the account's product.

    Call it after the ledger has booked the debit, in the same transaction and not for a replay:
    the account is locked from the booking on, so debits are counted one after another, a retry
    counts nothing, and what is raised here takes the booking back. Costs one query where the
    product has no terms of use.

    Raises TransactionLimitExceeded, DailyLimitExceeded, MonthlyLimitExceeded,
    BelowMinimumBalance, and accounts.AccountNotFound.
    """
    rules = found(account_id=account_id, day=day)
    if rules.limits is not None:
        count(rules=rules, limits=rules.limits, amount=amount, day=day)


def ruled(*, account_ids: Collection[UUID], day: date) -> set[UUID]:
    """Return those of these accounts whose product has limits of use or fees on the day."""
    return usage.ruled(account_ids=account_ids, day=day)


def found(*, account_id: UUID, day: date, event: str = "") -> usage.AccountRules:
    """Return the account's terms on the day; raises accounts.AccountNotFound."""
    rules = usage.rules(account_id=account_id, day=day, event=event)
    if rules is None:
        message = f"There is no account {account_id}."
        raise AccountNotFound(message)
    return rules


@requires_transaction
def count(*, rules: usage.AccountRules, limits: UsageLimits, amount: Money, day: date) -> None:
    """Count a booked debit against these limits; raises what check_debit raises."""
    if not limits.concern_debits:
        return
    _check_transaction(limits, amount)
    # Taken again where the booking took it already; whoever has not booked waits here.
    balance = ledger.lock_balance(account_id=rules.ledger_account_id)
    _check_balance(limits, balance.posted - balance.held)
    if limits.daily_limit is None and limits.monthly_limit is None:
        return
    today = usage.add_spent(account=rules.account, day=day, amount=amount.minor)
    if limits.daily_limit is not None and today > limits.daily_limit:
        limit = Money(limits.daily_limit, amount.currency)
        message = f"The account's limit of {limit} a day would be exceeded."
        raise DailyLimitExceeded(message)
    if limits.monthly_limit is not None:
        _check_month(limits.monthly_limit, rules.account, day, amount.currency)


def limits_of(*, account_id: UUID) -> LimitsView:
    """Return the account's limits on the open business day and what is used of them.

    Raises accounts.AccountNotFound.
    """
    day = ledger.business_date()
    rules = found(account_id=account_id, day=day)
    limits = rules.limits or UsageLimits()
    today, month = usage.spent(account=rules.account, day=day)
    currency = Currency.numbered(rules.currency)

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return LimitsView(
        account_id=account_id,
        currency=currency.code,
        day=day,
        minimum_balance=money(limits.minimum_balance),
        transaction_limit=money(limits.transaction_limit),
        daily_limit=money(limits.daily_limit),
        monthly_limit=money(limits.monthly_limit),
        spent_today=Money(today, currency),
        spent_this_month=Money(month, currency),
        dormancy_days=limits.dormancy_days,
        state=ActivityState(usage.state(account=rules.account)),
    )


def _check_transaction(limits: UsageLimits, amount: Money) -> None:
    if limits.transaction_limit is not None and amount.minor > limits.transaction_limit:
        limit = Money(limits.transaction_limit, amount.currency)
        message = f"The account lets through at most {limit} at once."
        raise TransactionLimitExceeded(message)


def _check_balance(limits: UsageLimits, left: Money) -> None:
    if limits.minimum_balance is not None and left.minor < limits.minimum_balance:
        least = Money(limits.minimum_balance, left.currency)
        message = f"The account must keep at least {least}."
        raise BelowMinimumBalance(message)


def _check_month(monthly_limit: int, account: int, day: date, currency: Currency) -> None:
    _, month = usage.spent(account=account, day=day)
    if month > monthly_limit:
        message = (
            f"The account's limit of {Money(monthly_limit, currency)} a month would be exceeded."
        )
        raise MonthlyLimitExceeded(message)
