"""Statements of account: which days one covers, what stands on it, and how it adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from bankcore.errors import BankError
from bankcore.money import Currency, Money


class StatementCycle(StrEnum):
    """How often an account gets a statement."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"


def due_cycles(*, day: date, next_day: date) -> list[StatementCycle]:
    """Return the cycles that end with business day `day` when `next_day` is the business day after.

    A month ends with its last business day, not its last day: nothing is booked after that.
    """
    due = [StatementCycle.DAILY]
    if (day.year, day.month) != (next_day.year, next_day.month):
        due.append(StatementCycle.MONTHLY)
    if (day.year, _quarter(day)) != (next_day.year, _quarter(next_day)):
        due.append(StatementCycle.QUARTERLY)
    return due


def _quarter(day: date) -> int:
    return (day.month - 1) // 3


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as documents name them: name, and the lines of an address where one is known."""

    name: str
    address: tuple[str, ...] = ()


class EntryRow(NamedTuple):
    """An entry as the books have it. `amount` is in minor units, credit positive.

    `kind` is the name of the transaction's kind, such as TRANSFER. What is known of the other
    side is empty where the transaction has none, or more than one.
    """

    seq: int
    txn_id: int
    booking_date: date
    value_date: date
    kind: str
    amount: int
    narrative: str
    counterparty_name: str = ""
    counterparty_iban: str = ""


class StatementLine(NamedTuple):
    """An entry with the account's balance after it in the statement's order, in minor units."""

    entry: EntryRow
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementHead:
    """What a statement says beside its lines. Debits and credits are totals, neither negative.

    Balances are credits less debits: what the bank owes the customer is positive. A statement of
    days that somebody chose has no number.
    """

    bank: Party
    bank_code: str
    owner: Party
    iban: str
    product_name: str
    product_kind: str
    currency: Currency
    number: int | None
    first_day: date
    last_day: date
    made_at: datetime
    entries: int
    opening: Money
    debits: Money
    credits: Money
    closing: Money

    @property
    def name(self) -> str:
        """What the statement's file is called, without its ending."""
        which = f"{self.first_day:%Y%m%d}" if self.number is None else f"{self.number:05}"
        return f"statement-{self.iban}-{which}-{self.last_day:%Y%m%d}"

    @property
    def title(self) -> str:
        """The statement's number in words, or its days where it has none."""
        if self.number is None:
            return f"{self.first_day} to {self.last_day}"
        return f"No. {self.number}"


# So many entries are read from all their months at once; of more, a month at a time is less work.
FEW: Final = 2_000


def stretches(first_day: date, last_day: date, *, entries: int) -> Iterator[tuple[date, date]]:
    """Yield the days, first and last, by which so many entries are read: all, or each month's.

    The books keep each month for itself.
    """
    while entries > FEW and (first_day.year, first_day.month) < (last_day.year, last_day.month):
        year, month = divmod(first_day.year * 12 + first_day.month, 12)
        next_month = date(year, month + 1, 1)
        yield first_day, next_month - timedelta(days=1)
        first_day = next_month
    yield first_day, last_day


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of account; its lines are read once, in order of booking date and sequence."""

    head: StatementHead
    lines: Iterable[StatementLine]


class StatementContradictsBooks(BankError):
    """The entries read today do not come to what the statement's record says."""

    code = "statement_contradicts_books"
    cure = "Tell the bank's operations: verify the ledger before anything is sent out."
    status = 500


def lines(head: StatementHead, rows: Iterable[EntryRow]) -> Iterator[StatementLine]:
    """Yield each entry with the balance after it.

    The ledger's own running balance follows the order of posting, in which entries of a new
    business day may come before late ones of the day that closes; a statement's follows the days.
    Raises StatementContradictsBooks at the end where the lines do not come to the head's totals.
    """
    balance = head.opening.minor
    entries = debits = 0
    for row in rows:
        entries += 1
        balance += row.amount
        if row.amount < 0:
            debits -= row.amount
        yield StatementLine(row, balance)
    if (entries, debits, balance) != (head.entries, head.debits.minor, head.closing.minor):
        message = f"Statement {head.title} of {head.iban} does not agree with the books."
        raise StatementContradictsBooks(message)
