"""Taking the set into the bank: customers, accounts, and every transaction through the ledger."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.demo.berka.batches import batches
from bankcore.demo.berka.records import Berka, Row
from bankcore.demo.repositories import berka as records_repository
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

_NAMESPACE: Final = UUID("0b8e2b0a-53a5-5f0a-9d0c-2f1a5a1e6c31")
_ACTOR: Final = Actor.system("import-berka")
_ACCOUNTS_AT_ONCE: Final = 1_000


class BooksClosed(BankError):
    """Days of the set lie in a period that is closed: not one of them could be booked."""

    code = "books_closed"
    cure = "Import into a bank of its own: set BANKCORE_DATA to a new folder and run make setup."
    status = 409


class ImportRefused(BankError):
    """The ledger refused a transaction of the set."""

    code = "import_refused"
    cure = "Look at the transaction in the files; the import goes on from here when run again."
    status = 409


def account_uuid(account_id: int) -> UUID:
    """Return the public id that an account of the set has in this bank."""
    return uuid5(_NAMESPACE, f"account/{account_id}")


def import_all(
    berka: Berka, *, now: datetime, progress: Callable[[int], object]
) -> tuple[int, int]:
    """Take the whole set in; returns how many transactions were posted and how many were there.

    What is there already stays: killed and run again, it goes on where it stopped. `progress`
    hears the size of every batch. Raises BooksClosed before anything is written, and ImportRefused.
    """
    closed = ledger.last_closed_day()
    if closed is not None and berka.rows and berka.rows[0].day <= closed:
        message = f"The books are closed up to {closed}; the set begins on {berka.rows[0].day}."
        raise BooksClosed(message)
    ledger.open_first_business_day(day=now.date())
    for kind, rows in berka.others.items():
        records_repository.add_missing(kind, rows)
    refs = _take_on(berka, now=now)
    _allow_overdrafts(berka, refs, now=now)
    counters = _counter_accounts(berka, day=now.date())
    posted = replayed = 0
    for batch in batches(berka.rows, ledger.LARGEST_BATCH):
        new = _post(batch, refs, counters, now=now)
        posted, replayed = posted + new, replayed + len(batch) - new
        progress(len(batch))
    return posted, replayed


def _take_on(berka: Berka, *, now: datetime) -> dict[int, accounts.AccountRef]:
    owners = {account.owner_id for account in berka.accounts.values()}
    accounts.register_customers(
        kind="PERSON",
        names={_customer_uuid(owner): f"Berka client {owner}" for owner in sorted(owners)},
        actor=_ACTOR,
        now=now,
    )
    wanted = {account_uuid(account_id): account_id for account_id in berka.accounts}
    known = accounts.known_accounts(account_ids=list(wanted))
    missing = [account_id for key, account_id in wanted.items() if key not in known]
    for some in batches(missing, _ACCOUNTS_AT_ONCE):
        accounts.open_accounts(orders=list(_orders(berka, some)), actor=_ACTOR, now=now)
    found = accounts.known_accounts(account_ids=list(wanted))
    return {wanted[key]: ref for key, ref in found.items()}


def _orders(berka: Berka, account_ids: Sequence[int]) -> Iterator[accounts.AccountOrder]:
    for account_id in account_ids:
        account = berka.accounts[account_id]
        yield accounts.AccountOrder(
            customer_id=_customer_uuid(account.owner_id),
            product="CURRENT",
            currency=Currency.of("CZK"),
            opened_on=account.opened_on,
            account_id=account_uuid(account_id),
        )


def _allow_overdrafts(berka: Berka, refs: dict[int, accounts.AccountRef], *, now: datetime) -> None:
    """Let each account as far below zero as its own bank did: the set tells no limits."""
    running: defaultdict[int, int] = defaultdict(int)
    lowest: defaultdict[int, int] = defaultdict(int)
    for row in berka.rows:
        running[row.account_id] += row.amount
        lowest[row.account_id] = min(lowest[row.account_id], running[row.account_id])
    for account_id, least in lowest.items():
        if least < 0:
            _allow_overdraft(refs[account_id], Money(-least, Currency.of("CZK")), now=now)


def _allow_overdraft(ref: accounts.AccountRef, limit: Money, *, now: datetime) -> None:
    view = accounts.get_account(account_id=ref.account_id)
    if view.available - view.posted + view.held != limit:
        accounts.set_overdraft(account_id=ref.account_id, limit=limit, actor=_ACTOR, now=now)


@use_case
def _counter_accounts(berka: Berka, *, day: date) -> dict[str, int]:
    return {
        code: ledger.internal_account(gl_code=code, currency=Currency.of("CZK"), opened_on=day)
        for code in sorted({row.counter_gl for row in berka.rows})
    }


@use_case
def _post(
    batch: Sequence[Row],
    refs: dict[int, accounts.AccountRef],
    counters: dict[str, int],
    *,
    now: datetime,
) -> int:
    """Post one batch, all or nothing; returns how many of it were new."""
    koruna = Currency.of("CZK")
    outcomes = ledger.post(
        postings=[
            ledger.Posting(
                request=_request(row),
                kind=row.kind,
                legs=(
                    ledger.Leg(refs[row.account_id].ledger_account_id, Money(row.amount, koruna)),
                    ledger.Leg(counters[row.counter_gl], Money(-row.amount, koruna)),
                ),
                actor=_ACTOR,
                narrative=row.narrative,
                booking_date=row.day,
            )
            for row in batch
        ],
        now=now,
    )
    for row, outcome in zip(batch, outcomes, strict=True):
        if isinstance(outcome, ledger.Refused):
            message = f"Transaction {row.trans_id} of {row.day} was refused: {outcome.code}."
            raise ImportRefused(message)
    return sum(not outcome.replayed for outcome in outcomes)


def _request(row: Row) -> ledger.RequestKey:
    content = hashlib.sha256(repr(row.booked).encode()).digest()
    key = uuid5(_NAMESPACE, f"trans/{row.trans_id}")
    return ledger.RequestKey(ledger.KeySource.IMPORT, key, content)


def _customer_uuid(client_id: int) -> UUID:
    return uuid5(_NAMESPACE, f"client/{client_id}")
