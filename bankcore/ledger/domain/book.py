"""The deciding part of posting: balances under lock in, entries or a refusal out.

Plain Python over rows that the caller holds locked. Requests are decided in their order, each
seeing the balances that those before it leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from bankcore.ledger.domain.posting import CHARGES, Capture, Posting, RefusalCode
from bankcore.money import Money

# Lifetime debits or credits of one account; PostgreSQL's CHECK holds the same bound.
LARGEST_TOTAL = 9_000_000_000_000_000_000


class AccountStatus(IntEnum):
    """What an account lets through."""

    OPEN = 1
    DEBIT_BLOCKED = 2
    FROZEN = 3
    CLOSED = 4


@dataclass(slots=True)
class LockedBalance:
    """An account's balance row, locked; it changes as postings are decided."""

    account_id: int
    currency: int
    sign: int
    dr_posted: int
    cr_posted: int
    held: int
    floor: int | None
    seq: int
    status: int

    @property
    def balance(self) -> int:
        """Credits less debits."""
        return self.cr_posted - self.dr_posted


@dataclass(slots=True)
class LockedHold:
    """A hold's row, locked; it changes as captures are decided."""

    hold_id: int
    account_id: int
    currency: int
    amount: int
    captured: int
    released: int

    @property
    def open_amount(self) -> int:
        """What is still set aside."""
        return self.amount - self.captured - self.released


class NewEntry(NamedTuple):
    """One row of the journal, without its transaction's id and dates."""

    account_id: int
    seq: int
    amount: int
    balance_after: int
    currency: int


class Refusal(NamedTuple):
    """Why a posting is not booked, and at which account."""

    code: RefusalCode
    account_id: int | None = None


class Book:
    """The locked rows of one batch, and the decisions on it."""

    def __init__(
        self,
        *,
        balances: Mapping[int, LockedBalance],
        holds: Mapping[int, LockedHold],
        closed_days: Iterable[date],
        reversed_already: Iterable[int],
    ) -> None:
        """Take the rows as they are under lock."""
        self._balances = balances
        self._holds = holds
        self._closed_days = frozenset(closed_days)
        self._reversed = set(reversed_already)

    def decide(self, posting: Posting, *, booking_date: date) -> list[NewEntry] | Refusal:
        """Return the entries of `posting`, carried into the balances; or why it is refused.

        A refused posting leaves the book as it was.
        """
        if booking_date in self._closed_days:
            return Refusal(RefusalCode.PERIOD_CLOSED)
        reverses = posting.reverses
        if reverses is not None and reverses.txn_id in self._reversed:
            return Refusal(RefusalCode.ALREADY_REVERSED)
        freed = self._captured(posting.captures)
        if isinstance(freed, Refusal):
            return freed
        entries = self._entries(posting, freed)
        if isinstance(entries, Refusal):
            return entries
        for capture in posting.captures:
            self._holds[capture.hold_id].captured += capture.amount.minor
        if reverses is not None:
            self._reversed.add(reverses.txn_id)
        return entries

    def _captured(self, captures: tuple[Capture, ...]) -> dict[int, int] | Refusal:
        """Return how much each account's holds give way, by account."""
        used: dict[int, int] = {}
        freed: dict[int, int] = {}
        for capture in captures:
            hold = self._holds.get(capture.hold_id)
            if hold is None or not hold.open_amount:
                return Refusal(RefusalCode.HOLD_NOT_OPEN)
            used[hold.hold_id] = used.get(hold.hold_id, 0) + capture.amount.minor
            if hold.currency != capture.amount.currency.number:
                return Refusal(RefusalCode.CURRENCY_MISMATCH, hold.account_id)
            if not 0 < used[hold.hold_id] <= hold.open_amount:
                return Refusal(RefusalCode.HOLD_EXCEEDED, hold.account_id)
            freed[hold.account_id] = freed.get(hold.account_id, 0) + capture.amount.minor
        return freed

    def _entries(self, posting: Posting, freed: dict[int, int]) -> list[NewEntry] | Refusal:
        """Apply leg by leg, and take everything back at the first leg that is refused."""
        before: dict[int, tuple[int, int, int, int]] = {}
        entries: list[NewEntry] = []
        charge = posting.kind in CHARGES
        for leg in posting.legs:
            balance = self._balances.get(leg.account_id)
            if balance is None:
                self._restore(before)
                return Refusal(RefusalCode.ACCOUNT_NOT_FOUND, leg.account_id)
            if leg.account_id not in before:
                before[leg.account_id] = (
                    balance.dr_posted,
                    balance.cr_posted,
                    balance.seq,
                    balance.held,
                )
                balance.held -= freed.get(leg.account_id, 0)
            code = _apply(balance, leg.amount, charge=charge)
            if code is not None:
                self._restore(before)
                return Refusal(code, leg.account_id)
            entries.append(
                NewEntry(
                    leg.account_id,
                    balance.seq,
                    leg.amount.minor,
                    balance.cr_posted - balance.dr_posted,
                    balance.currency,
                )
            )
        if not freed.keys() <= before.keys():
            self._restore(before)
            return Refusal(RefusalCode.HOLD_EXCEEDED)
        return entries

    def _restore(self, before: dict[int, tuple[int, int, int, int]]) -> None:
        for account_id, values in before.items():
            balance = self._balances[account_id]
            balance.dr_posted, balance.cr_posted, balance.seq, balance.held = values


def _apply(balance: LockedBalance, money: Money, *, charge: bool) -> RefusalCode | None:
    """Carry one amount into `balance`, or return why not; then it may be half-changed.

    A charge of the bank is stopped by neither floor nor block.
    """
    if balance.currency != money.currency.number:
        return RefusalCode.CURRENCY_MISMATCH
    amount = money.minor
    if balance.status != AccountStatus.OPEN:
        code = _blocked(balance.status, amount, charge=charge)
        if code is not None:
            return code
    if amount > 0:
        balance.cr_posted += amount
    else:
        balance.dr_posted -= amount
    balance.seq += 1
    if balance.dr_posted > LARGEST_TOTAL or balance.cr_posted > LARGEST_TOTAL:
        return RefusalCode.BALANCE_OUT_OF_RANGE
    if balance.floor is not None and amount * balance.sign < 0 and not charge:
        available = balance.sign * (balance.cr_posted - balance.dr_posted) - balance.held
        if available < balance.floor:
            return RefusalCode.INSUFFICIENT_FUNDS
    return None


def _blocked(status: int, amount: int, *, charge: bool) -> RefusalCode | None:
    if status == AccountStatus.CLOSED:
        return RefusalCode.ACCOUNT_CLOSED
    if charge:
        return None
    if status == AccountStatus.FROZEN or amount < 0:
        return RefusalCode.ACCOUNT_BLOCKED
    return None
