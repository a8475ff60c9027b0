"""Customers, accounts and money, made through the services so that no test starts impossible."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments
from tests.conftest import NOW, OPENING_DAY

TESTER = Actor.system("test")


def eur(amount: str | int) -> Money:
    """Return euros."""
    return Money.of(amount, "EUR")


def request_key(
    *, key: UUID | None = None, body: str = "", source: ledger.KeySource = ledger.KeySource.SYSTEM
) -> ledger.RequestKey:
    """Return a new idempotency key, or this one, for a request with this body."""
    return ledger.RequestKey(source, key or uuid4(), hashlib.sha256(body.encode()).digest())


def customer(name: str = "Demo Customer", kind: str = "PERSON") -> accounts.CustomerView:
    """Take on a customer."""
    return accounts.register_customer(kind=kind, name=name, actor=TESTER, now=NOW)


def account(
    *, funds: str | int = 0, currency: str = "EUR", owner: accounts.CustomerView | None = None
) -> accounts.AccountRef:
    """Open an account with `funds` paid in, in cash."""
    order = accounts.AccountOrder(
        customer_id=(owner or customer()).customer_id,
        product="CURRENT",
        currency=Currency.of(currency),
        opened_on=OPENING_DAY,
    )
    opened = accounts.open_accounts(orders=[order], actor=TESTER, now=NOW)[0]
    if funds:
        payments.deposit(
            order=payments.CashOrder(
                account_id=opened.account_id, amount=Money.of(funds, currency)
            ),
            request=request_key(),
            actor=TESTER,
            now=NOW,
        )
    return opened


def posting(
    *legs: tuple[int, int], currency: str = "EUR", request: ledger.RequestKey | None = None, **more
) -> ledger.Posting:
    """Return a posting of (ledger account id, minor units) legs, credit positive."""
    unit = Currency.of(currency)
    return ledger.Posting(
        request=request or request_key(),
        kind=more.pop("kind", ledger.TransactionKind.TRANSFER),
        legs=tuple(ledger.Leg(account_id, Money(minor, unit)) for account_id, minor in legs),
        actor=TESTER,
        **more,
    )
