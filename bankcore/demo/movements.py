"""What the demo bank's customers do with their money: all that can happen to a movement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.demo.bank import demo_accounts
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments

_ACTOR = Actor.system("demo-day")
_CREDITOR = "DE89370400440532013000"
_TRANSFERS = 120
_OTHERS = 30
_HOLDS = 9


def deposits(day: Day) -> None:
    """Pay cash in."""
    for _ in range(_OTHERS):
        order = payments.CashOrder(
            account_id=day.account().account_id, amount=day.amount(500), narrative="Cash deposit"
        )
        payments.deposit(order=order, request=day.key(), actor=_ACTOR, now=day.now)


def withdrawals(day: Day) -> None:
    """Take cash out; some have not enough."""
    for _ in range(_OTHERS):
        order = payments.CashOrder(
            account_id=day.account().account_id, amount=day.amount(400), narrative="Cash withdrawal"
        )
        _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def transfers(day: Day) -> None:
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


def retries(day: Day) -> None:
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


def payments_out(day: Day) -> None:
    """Pay to another bank; some amounts are large enough to be flagged."""
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


def wrong_currency(day: Day) -> None:
    """Ask for dollars from an account in euros."""
    order = payments.CashOrder(account_id=day.account().account_id, amount=day.amount(20, "USD"))
    _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)


def blocked_account(day: Day) -> None:
    """Block an account, see a withdrawal from it refused, and free it again."""
    account_id = day.account().account_id
    _set_status(day, account_id, accounts.AccountStatus.DEBIT_BLOCKED)
    order = payments.CashOrder(account_id=account_id, amount=Money.of(1, "EUR"))
    _try(payments.withdraw, order=order, request=day.key(), actor=_ACTOR, now=day.now)
    _set_status(day, account_id, accounts.AccountStatus.OPEN)


def holds(day: Day) -> None:
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


def reversal(day: Day) -> None:
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
