"""Ledger accounts to book on, and a picture of the books to compare."""

from __future__ import annotations

import time
from datetime import datetime
from itertools import count

from django.db import connection

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, posting, request_key

_numbers = count(1)

post = use_case(ledger.post)
place_hold = use_case(ledger.place_hold)
release_hold = use_case(ledger.release_hold)
reverse = use_case(ledger.reverse)
set_status = use_case(ledger.set_status)
set_floor = use_case(ledger.set_floor)

_STATE = """
SELECT
  (SELECT jsonb_agg(b ORDER BY account_id) FROM ledger_balance b),
  (SELECT jsonb_agg(h ORDER BY id) FROM ledger_hold h),
  (SELECT count(*) FROM ledger_txn), (SELECT count(*) FROM ledger_entry),
  (SELECT count(*) FROM ledger_reversal), (SELECT count(*) FROM ledger_hold_event)"""

_FINAL = """
SELECT coalesce(max(xid), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
FROM ledger_txn"""


@use_case
def customer_account(*, funds: int = 0, currency: str = "EUR") -> int:
    """Open a customer's ledger account with `funds` minor units on it."""
    opened = ledger.open_many(
        orders=[
            ledger.AccountToOpen(
                number=f"CUSTOMER-{next(_numbers)}",
                name="A customer",
                gl_code="2000",
                currency=Currency.of(currency),
                kind=ledger.AccountKind.CUSTOMER,
                opened_on=OPENING_DAY,
            )
        ]
    )[0]
    if funds:
        cash = _bank_account("1000", currency)
        paid_in = posting((cash, -funds), (opened, funds), currency=currency)
        assert isinstance(ledger.post(postings=[paid_in], now=NOW)[0], ledger.Posted)
    return opened


@use_case
def bank_account(gl_code: str = "2100", currency: str = "EUR") -> int:
    """Return the bank's own account, which has no floor."""
    return _bank_account(gl_code, currency)


def _bank_account(gl_code: str, currency: str) -> int:
    return ledger.internal_account(
        gl_code=gl_code, currency=Currency.of(currency), opened_on=OPENING_DAY
    )


def book(*legs: tuple[int, int], **more) -> ledger.Outcome:
    """Post one transaction of (account, minor units) legs."""
    return post(postings=[posting(*legs, **more)], now=NOW)[0]


def cents(minor: int) -> Money:
    """Return so many euro cents."""
    return Money(minor, Currency.of("EUR"))


def hold(account_id: int, minor: int, *, expires_at: datetime | None = None) -> int:
    """Set so many cents aside on the account and return the hold's id."""
    order = ledger.HoldOrder(
        request=request_key(),
        account_id=account_id,
        amount=cents(minor),
        reference="Card 1",
        expires_at=expires_at,
    )
    placed = place_hold(order=order, actor=TESTER, now=NOW)
    assert isinstance(placed, ledger.HoldPlaced)
    return placed.hold_id


def capture(hold_id: int, minor: int, *legs: tuple[int, int]) -> ledger.Outcome:
    """Book legs that use up so many cents of the hold."""
    return book(*legs, captures=(ledger.Capture(hold_id, cents(minor)),))


def posted(account_id: int) -> int:
    """Return what is on the account, in minor units."""
    return ledger.balance(account_id=account_id).posted.minor


def available(account_id: int) -> int:
    """Return what can be taken from the account, in minor units."""
    money = ledger.balance(account_id=account_id).available
    assert money is not None
    return money.minor


def held(account_id: int) -> int:
    """Return what is set aside on the account, in minor units."""
    return ledger.balance(account_id=account_id).held.minor


def wait_until_final() -> None:
    """Wait until nothing that was booked so far is as old as a transaction under way.

    Transactions in other tests' databases count: PostgreSQL numbers them all in one row.
    """
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(_FINAL)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    message = "somebody else's transaction on this server has been open for a minute"
    raise TimeoutError(message)


def state() -> tuple:
    """Return a picture of everything that a booking changes, keys apart."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return cursor.fetchone()


def broken() -> list[str]:
    """Return the codes of the invariants that do not hold."""
    return [check.code for check in ledger.verify() if not check.holds]
