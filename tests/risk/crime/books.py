"""A bank whose customers bring cash, pass money on and are called as others are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from bankcore.endofday import public as endofday
from bankcore.money import Money
from payments import public as payments
from risk.crime import public as crime
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key

DAY, NEXT_DAY = OPENING_DAY, OPENING_DAY + timedelta(days=1)


def at(hour: int, *, day: date = DAY) -> datetime:
    """Return a moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def dollars(amount: int | str) -> Money:
    """Return dollars."""
    return Money.of(amount, "USD")


def account(owner=None, *, currency: str = "USD"):
    """Open an account with nothing on it."""
    return factories.account(currency=currency, owner=owner)


def bring(account, amount: Money | int, *, now: datetime = NOW) -> int:
    """Pay cash in."""
    order = payments.CashOrder(account_id=account.account_id, amount=_money(amount))
    return payments.deposit(
        order=order, request=request_key(), actor=TESTER, now=now
    ).transaction_id


def fetch(account, amount: Money | int, *, now: datetime = NOW) -> int:
    """Pay cash out."""
    order = payments.CashOrder(account_id=account.account_id, amount=_money(amount))
    return payments.withdraw(
        order=order, request=request_key(), actor=TESTER, now=now
    ).transaction_id


def send(sender, receiver, amount: Money | int, *, now: datetime = NOW) -> int:
    """Transfer money between customers."""
    order = payments.TransferOrder(
        debit_account_id=sender.account_id,
        credit_account_id=receiver.account_id,
        amount=_money(amount),
    )
    return payments.submit_transfer(
        order=order, request=request_key(), actor=TESTER, now=now
    ).transaction_id


def pay(sender, iban: str, amount: Money | int, *, now: datetime = NOW) -> int:
    """Pay to an account at another bank."""
    order = payments.PaymentOrder(
        account_id=sender.account_id,
        amount=_money(amount),
        creditor_iban=iban,
        creditor_name="Demo Payee",
    )
    return payments.submit_payment(
        order=order, request=request_key(), actor=TESTER, now=now
    ).transaction_id


def end_day(next_day: date = NEXT_DAY, *, now: datetime = NOW) -> dict[str, Mapping[str, int]]:
    """End the open business day; returns what each step counted."""
    ended = endofday.close_business_day(next_day=next_day, actor=TESTER, now=now)
    return {each.step: dict(each.counts) for each in ended.steps}


def monitor(day: date = DAY) -> Mapping[str, int]:
    """Look at a day's movements, as its end does."""
    return crime.monitor(day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW)


def rate(currency: str, units: str, *, day: date = DAY) -> None:
    """Publish units of a currency for one euro."""
    published = payments.PublishedRate(currency, day, Decimal(units))
    payments.add_fx_rates(source="TEST", published_rates=[published], actor=TESTER, now=NOW)


def customer(name: str = "Demo Customer", kind: str = "PERSON") -> UUID:
    """Take a customer on; returns the id."""
    return factories.customer(name, kind).customer_id


def _money(amount: Money | int) -> Money:
    return amount if isinstance(amount, Money) else dollars(amount)
