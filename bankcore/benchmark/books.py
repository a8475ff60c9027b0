"""Accounts with money on them, and the transfers between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID, uuid4

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

_ACTOR = Actor.system("bench")
_FUNDS = Money.of(1_000_000, "EUR")
_CENT = Money.of("0.01", "EUR")


@dataclass(frozen=True, slots=True)
class Books:
    """What a run works on; every account has a floor, so every transfer is checked."""

    accounts: list[int]
    hot: int
    api_accounts: list[UUID]


def open_books(*, count: int, api_count: int, now: datetime) -> Books:
    """Open the first day and so many accounts, and pay the same into each."""
    day = now.date()
    ledger.open_first_business_day(day=day)
    cash = _open_cash(day)
    found: list[int] = []
    for first in range(0, count + 1, ledger.LARGEST_BATCH):
        last = min(first + ledger.LARGEST_BATCH, count + 1)
        found += _open_and_fund(range(first, last), cash, day, now)
    refs = _open_customer_accounts(api_count, day, now)
    _pay_in([ref.ledger_account_id for ref in refs], cash, now)
    return Books(found[1:], found[0], [ref.account_id for ref in refs])


def transfer(debit: int, credit: int) -> ledger.Posting:
    """Return a transfer of one cent with a key of its own."""
    key = uuid4()
    return ledger.Posting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.TRANSFER,
        legs=(ledger.Leg(debit, -_CENT), ledger.Leg(credit, _CENT)),
        actor=_ACTOR,
        narrative="Benchmark",
    )


def uniform(chance: Random, of: Sequence[int], count: int) -> list[ledger.Posting]:
    """Return so many transfers between any two of these accounts."""
    pairs = (chance.sample(of, 2) for _ in range(count))
    return [transfer(debit, credit) for debit, credit in pairs]


def to_one(chance: Random, of: Sequence[int], hot: int, count: int) -> list[ledger.Posting]:
    """Return so many transfers from any of these accounts to the same one."""
    return [transfer(chance.choice(of), hot) for _ in range(count)]


def dice(seed: int) -> Random:
    """Return a sequence of accounts that is the same in every run."""
    return Random(seed)  # noqa: S311 - chooses accounts, guards nothing


@use_case
def _open_cash(day: date) -> int:
    return ledger.internal_account(gl_code="1000", currency=Currency.of("EUR"), opened_on=day)


@use_case
def _open_and_fund(numbers: range, cash: int, day: date, now: datetime) -> list[int]:
    orders = [
        ledger.AccountToOpen(
            number=f"BENCH{number:08}",
            name="Benchmark",
            gl_code="2000",
            currency=Currency.of("EUR"),
            kind=ledger.AccountKind.CUSTOMER,
            opened_on=day,
        )
        for number in numbers
    ]
    found = ledger.open_many(orders=orders)
    ledger.post(postings=[_deposit(cash, account) for account in found], now=now)
    return found


def _open_customer_accounts(count: int, day: date, now: datetime) -> list[accounts.AccountRef]:
    """Open accounts as the API knows them: each of a customer of its own, with a public id."""
    names = {uuid4(): f"Benchmark {number}" for number in range(count)}
    accounts.register_customers(kind="PERSON", names=names, actor=_ACTOR, now=now)
    orders = [
        accounts.AccountOrder(
            customer_id=each, product="CURRENT", currency=Currency.of("EUR"), opened_on=day
        )
        for each in names
    ]
    return accounts.open_accounts(orders=orders, actor=_ACTOR, now=now)


@use_case
def _pay_in(found: Sequence[int], cash: int, now: datetime) -> None:
    ledger.post(postings=[_deposit(cash, account) for account in found], now=now)


def _deposit(cash: int, account: int) -> ledger.Posting:
    key = uuid4()
    return ledger.Posting(
        request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
        kind=ledger.TransactionKind.DEPOSIT,
        legs=(ledger.Leg(cash, -_FUNDS), ledger.Leg(account, _FUNDS)),
        actor=_ACTOR,
    )
