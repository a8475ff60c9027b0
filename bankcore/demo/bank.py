"""The demo bank: plainly made-up customers, accounts, log-ins and an API client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.demo import staff
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments import public as payments

CUSTOMER_LOGIN: Final = ("demo-customer", "demo-customer-password")
STAFF_LOGIN: Final = ("demo-operations", staff.PASSWORD)
# What the demo people's authenticator apps hold, published like their passwords: only a bank that
# is made by this module has it. `manage.py one_time_code` shows what they show.
APP_SECRET: Final = "62616e6b636f72652d64656d6f2d617070212121"  # noqa: S105 - as above
API_CLIENT: Final = "demo"
API_KEY: Final = "bk_test_demo_not_a_secret"
SIGNING_SECRET: Final = "bs_demo_not_a_secret"  # noqa: S105 - it is published on purpose

_ACTOR = Actor.system("demo")
_PERSONS = 16
_COMPANIES = 4
# Whose customers these are; the others are the head office's.
_BRANCHES = {
    "Demo Person 15": staff.NORTH,
    "Demo Person 16": staff.SOUTH,
    "Demo Company 04": staff.NORTH,
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo bank: always the same id, opened with this much."""

    customer: str
    product: str
    opening: Money

    @property
    def account_id(self) -> UUID:
        """The account's public id."""
        return demo_id(f"{self.customer}/{self.product}/{self.opening.currency}")


def demo_id(name: str) -> UUID:
    """Return the id that the demo bank gives to `name`, on every machine the same."""
    return uuid5(NAMESPACE_URL, f"bankcore-demo:{name}")


def demo_accounts() -> list[DemoAccount]:
    """Return every account of the demo bank, in the order of opening."""
    persons = [f"Demo Person {number:02}" for number in range(1, _PERSONS + 1)]
    companies = [f"Demo Company {number:02}" for number in range(1, _COMPANIES + 1)]
    found = [DemoAccount(name, "CURRENT", Money.of(2_500, "EUR")) for name in persons]
    found += [DemoAccount(name, "CURRENT", Money.of(250_000, "EUR")) for name in companies]
    found += [DemoAccount(name, "SAVINGS", Money.of(10_000, "EUR")) for name in persons[:8]]
    found += [DemoAccount(name, "CURRENT", Money.of(50_000, "USD")) for name in companies]
    found += [DemoAccount(name, "CURRENT", Money.of(3_000_000, "JPY")) for name in companies[:2]]
    return [*found, DemoAccount(companies[0], "CURRENT", Money.of("900.125", "KWD"))]


def all_accounts() -> list[DemoAccount]:
    """Return these and one in dollars, with which the demo customer can exchange money.

    No demo day takes part in that one: what it does by chance stays as it was.
    """
    found = demo_accounts()
    return [*found, DemoAccount(found[0].customer, "CURRENT", Money.of(2_000, "USD"))]


def key_for(name: str) -> ledger.RequestKey:
    """Return the idempotency key of the demo bank's request called `name`."""
    key = demo_id(f"request/{name}")
    return ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2)


def ensure(*, day: date, now: datetime) -> int:
    """Make the demo bank where it is missing; returns how many accounts it has.

    Opens the ledger on `day` if no business day is open. What is there already stays as it is.
    """
    ledger.open_first_business_day(day=day)
    staff.ensure(now=now)
    for name in (*staff.PEOPLE, staff.TRAINEE):
        _give_app(name, now=now)
    identity.ensure_api_client(
        client_id=API_CLIENT,
        name="Demo integrator",
        api_key=API_KEY,
        signing_secret=SIGNING_SECRET,
        now=now,
        scopes=identity.all_scopes(),
    )
    wanted = all_accounts()
    known = accounts.known_accounts(account_ids=[each.account_id for each in wanted])
    if missing := [each for each in wanted if each.account_id not in known]:
        _take_on(missing, day=day, now=now)
    for account in wanted:
        _pay_in(account, now=now)
    _give_app(CUSTOMER_LOGIN[0], now=now)
    return len(wanted)


def _give_app(username: str, *, now: datetime) -> None:
    user_id = identity.user_id_of(username=username)
    if user_id is not None:
        identity.enrol_known_secret(user_id=user_id, secret=APP_SECRET, now=now)


def _take_on(wanted: list[DemoAccount], *, day: date, now: datetime) -> None:
    login = identity.ensure_user(
        username=CUSTOMER_LOGIN[0],
        password=CUSTOMER_LOGIN[1],
        email="demo-customer@example.com",
    )
    names = list(dict.fromkeys(account.customer for account in wanted))
    for name in names:
        if accounts.has_customer(customer_id=demo_id(name)):
            continue
        accounts.register_customer(
            kind="COMPANY" if "Company" in name else "PERSON",
            name=name,
            user_id=login if name == names[0] else None,
            customer_id=demo_id(name),
            actor=staff.at(_BRANCHES.get(name)),
            now=now,
        )
    accounts.open_accounts(
        orders=[
            accounts.AccountOrder(
                customer_id=demo_id(account.customer),
                product=account.product,
                currency=account.opening.currency,
                opened_on=day,
                account_id=account.account_id,
            )
            for account in wanted
        ],
        actor=_ACTOR,
        now=now,
    )


def _pay_in(account: DemoAccount, *, now: datetime) -> None:
    """Pay the opening amount in; its key makes that happen once."""
    payments.deposit(
        order=payments.CashOrder(
            account_id=account.account_id, amount=account.opening, narrative="Opening deposit"
        ),
        request=key_for(f"opening/{account.account_id}"),
        actor=_ACTOR,
        now=now,
    )


def currencies() -> list[Currency]:
    """Return the currencies of the demo bank's accounts."""
    return list(dict.fromkeys(account.opening.currency for account in demo_accounts()))
