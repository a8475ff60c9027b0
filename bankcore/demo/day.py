"""One business day of the demo bank, from the first deposit to the seal.

Amounts and accounts come from a generator seeded with the day, so a day is the same on every
machine. Later parts of the bank add their step to STEPS.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.demo.bank import DemoAccount, currencies, demo_accounts, key_for
from bankcore.endofday import public as endofday
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments import public as payments

_ACTOR = Actor.system("demo-day")
_CREDITOR = "DE89370400440532013000"
_TRANSFERS = 120
_OTHERS = 30
_HOLDS = 9


@dataclass(slots=True)
class Day:
    """The day as its steps see it."""

    day: date
    now: datetime
    chance: random.Random
    step: str = ""
    requests: int = 0

    def begin(self, step: str) -> None:
        """Start numbering anew for the step, so that a day resumed after a crash repeats none."""
        self.step, self.requests = step, 0

    def key(self) -> ledger.RequestKey:
        """Return the key of the step's next request."""
        self.requests += 1
        return self.key_of(str(self.requests))

    def key_of(self, name: str) -> ledger.RequestKey:
        """Return the key of the step's request called `name`."""
        return key_for(f"{self.day}/{self.step}/{name}")

    def account(self, currency: str = "EUR") -> DemoAccount:
        """Return one of the demo accounts in this currency, by chance."""
        return self.chance.choice(
            [found for found in demo_accounts() if found.opening.currency.code == currency]
        )

    def amount(self, most: int, currency: str = "EUR") -> Money:
        """Return an amount up to `most` units, by chance."""
        unit = Money.of(1, currency)
        return Money(self.chance.randint(1, most * unit.minor), unit.currency)


Step = Callable[[Day], object]


def run(*, now: datetime, step_done: Callable[[str], object]) -> date:
    """Run the open business day through every step and close it; returns the day.

    `step_done(name)` is told after each step. Refusals are part of the day.
    """
    day = ledger.business_date()
    # Not for secrets: the same day must come out the same everywhere.
    state = Day(day=day, now=now, chance=random.Random(day.isoformat()))  # noqa: S311
    for name, step in STEPS.items():
        state.begin(name)
        step(state)
        step_done(name)
    return day


def _deposits(day: Day) -> None:
    for _ in range(_OTHERS):
        order = payments.CashOrder(
            account_id=day.account().account_id, amount=day.amount(500), narrative="Cash deposit"
        )
        payments.deposit(order=order, request=day.key(), actor=_ACTOR, now=day.now)


def _withdrawals(day: Day) -> None:
    for _ in range(_OTHERS):
        order = payments.CashOrder(
            account_id=day.account().account_id, amount=day.amount(400), narrative="Cash withdrawal"
        )
        _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def _transfers(day: Day) -> None:
    """Transfer in every currency; a twelfth asks for more than anybody has."""
    for number in range(_TRANSFERS):
        currency = day.chance.choice(["EUR"] * 8 + ["USD", "JPY"])
        most = 10**9 if number % 12 == 0 else {"EUR": 300, "USD": 5_000, "JPY": 90_000}[currency]
        order = payments.TransferOrder(
            debit_account_id=day.account(currency).account_id,
            credit_account_id=day.account(currency).account_id,
            amount=day.amount(most, currency),
            narrative=f"Transfer {number + 1}",
        )
        _try(payments.submit_transfer, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def _retries(day: Day) -> None:
    """Send ten transfers twice, as a client whose answer was lost does: they move money once."""
    for _ in range(10):
        payer, payee = day.chance.sample(demo_accounts()[:20], 2)
        order = payments.TransferOrder(
            debit_account_id=payer.account_id,
            credit_account_id=payee.account_id,
            amount=day.amount(20),
            narrative="Sent twice",
        )
        key = day.key()
        for _ in range(2):
            _try(payments.submit_transfer, order=order, request=key, actor=_ACTOR, now=day.now)


def _payments_out(day: Day) -> None:
    for number in range(_OTHERS):
        currency = "USD" if number % 5 == 0 else "EUR"
        order = payments.PaymentOrder(
            account_id=day.account(currency).account_id,
            amount=day.amount(15_000 if number % 10 == 0 else 200, currency),
            creditor_iban=_CREDITOR,
            creditor_name="Demo Creditor",
            remittance=f"Invoice {number + 1}",
        )
        _try(payments.submit_payment, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def _wrong_currency(day: Day) -> None:
    """Ask for dollars from an account in euros."""
    order = payments.CashOrder(account_id=day.account().account_id, amount=day.amount(20, "USD"))
    _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def _blocked_account(day: Day) -> None:
    """Block an account, see a withdrawal from it refused, and free it again."""
    account_id = day.account().account_id
    _set_status(day, account_id, accounts.AccountStatus.DEBIT_BLOCKED)
    order = payments.CashOrder(account_id=account_id, amount=Money.of(1, "EUR"))
    _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)
    _set_status(day, account_id, accounts.AccountStatus.OPEN)


def _holds(day: Day) -> None:
    """Place holds on a company's account; capture, release and let expire a third each."""
    account = accounts.resolve(account_ids=[demo_accounts()[16].account_id])
    ledger_id = next(iter(account.values())).ledger_account_id
    for number in range(_HOLDS):
        placed = _place_hold(day, ledger_id, number)
        if not isinstance(placed, ledger.HoldPlaced) or placed.replayed:
            continue
        if number % 3 == 0:
            _capture(day, ledger_id, placed.hold_id, number)
        elif number % 3 == 1:
            use_case(ledger.release_hold)(hold_id=placed.hold_id, actor=_ACTOR, now=day.now)
    ledger.expire_due_holds(now=day.now + timedelta(hours=2), actor=_ACTOR)


def _place_hold(day: Day, ledger_id: int, number: int) -> ledger.HoldPlaced | ledger.Refused:
    order = ledger.HoldOrder(
        request=day.key(),
        account_id=ledger_id,
        amount=Money.of(100 + number, "EUR"),
        reference=f"demo hold {number + 1}",
        expires_at=day.now + timedelta(hours=1),
    )
    return use_case(ledger.place_hold)(order=order, actor=_ACTOR, now=day.now)


@use_case
def _capture(day: Day, ledger_id: int, hold_id: int, number: int) -> None:
    amount = Money.of(60, "EUR")
    clearing = ledger.internal_account(gl_code="2100", currency=amount.currency, opened_on=day.day)
    posting = ledger.Posting(
        request=day.key_of(f"capture {number}"),
        kind=ledger.TransactionKind.PAYMENT,
        legs=(ledger.Leg(ledger_id, -amount), ledger.Leg(clearing, amount)),
        actor=_ACTOR,
        narrative="Captured hold",
        captures=(ledger.Capture(hold_id, amount),),
    )
    ledger.post(postings=[posting], now=day.now)


def _reversal(day: Day) -> None:
    """Book a deposit by mistake, and take it back."""
    order = payments.CashOrder(
        account_id=day.account().account_id, amount=Money.of(77, "EUR"), narrative="Mistaken"
    )
    booked = payments.deposit(order=order, request=day.key(), actor=_ACTOR, now=day.now)
    use_case(ledger.reverse)(
        txn_id=booked.transaction_id,
        reason="Demo: booked by mistake",
        request=day.key(),
        actor=_ACTOR,
        now=day.now,
    )


def _events(day: Day) -> None:
    """Hand the events over at once, without a broker: each to the task that subscribed.

    As with a broker, the tasks run outside the transaction in which the events are handed over.
    """
    subscriptions = import_string(settings.OUTBOX_SUBSCRIPTIONS)
    handed: list[tuple[str, outbox.Message]] = []

    def hand_over(task: str, message: outbox.Message) -> None:
        handed.append((task, message))

    while outbox.deliver(subscriptions=subscriptions, send=hand_over, now=day.now):
        for task, message in handed:
            import_string(task)(message)
        handed.clear()


def _settlement(day: Day) -> None:
    for currency in currencies():
        payments.settle_clearing(currency=currency, request=day.key(), actor=_ACTOR, now=day.now)


def _end_of_day(day: Day) -> None:
    endofday.close_business_day(actor=_ACTOR, now=day.now)


def _set_status(day: Day, account_id: UUID, status: accounts.AccountStatus) -> None:
    accounts.set_account_status(
        account_id=account_id,
        status=status,
        reason="Demo",
        actor=_ACTOR,
        now=day.now,
    )


def _try(use_case: Callable[..., object], **arguments: object) -> None:
    """Do it or be refused; the books keep either."""
    try:
        use_case(**arguments)
    except BankError:
        return


STEPS: Final[dict[str, Step]] = {
    "deposits": _deposits,
    "withdrawals": _withdrawals,
    "transfers": _transfers,
    "requests sent twice": _retries,
    "payments to other banks": _payments_out,
    "a wrong currency": _wrong_currency,
    "a blocked account": _blocked_account,
    "holds": _holds,
    "a reversal": _reversal,
    "events": _events,
    "settlement": _settlement,
    "end of day": _end_of_day,
}
