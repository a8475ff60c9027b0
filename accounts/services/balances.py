"""What was on an account at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.domain.letters import BalanceBasis
from accounts.models import Account
from accounts.repositories import balances
from accounts.services.statements import account
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceAsOf:
    """A balance at the end of a day: credits less debits, so a debt to the bank is negative.

    `final` tells that the day's books are closed. A balance by value of a closed day can still
    change, by an entry booked later with value on that day or before.
    """

    account_id: UUID
    as_of: date
    basis: BalanceBasis
    balance: Money
    final: bool


def as_of(
    *, account_id: UUID, day: date, basis: BalanceBasis = BalanceBasis.BOOKING
) -> BalanceAsOf:
    """Return what was on an account at the end of a day, by booking or value date.

    A day to come shows what is booked, or has value by then, as far as is known now. Raises
    AccountNotFound.
    """
    row = account(account_id)
    closed = ledger.last_closed_day()
    return BalanceAsOf(
        account_id=account_id,
        as_of=day,
        basis=basis,
        balance=of_row(row, day=day, basis=basis),
        final=basis is BalanceBasis.BOOKING and closed is not None and day <= closed,
    )


def of_row(row: Account, *, day: date, basis: BalanceBasis) -> Money:
    """Return what was on this account at the end of a day."""
    minor = balances.booked(
        ledger_account_id=row.ledger_account_id, opened_on=row.opened_on, day=day
    )
    if basis is BalanceBasis.VALUE:
        minor += balances.valued_elsewhere(ledger_account_id=row.ledger_account_id, day=day)
    return Money(minor, Currency.numbered(row.currency))
