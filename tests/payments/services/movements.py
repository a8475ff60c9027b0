"""Orders to move money, and a picture of everything that they could change."""

from __future__ import annotations

from accounts import public as accounts
from bankcore.outbox.models import Event
from payments import public as payments
from payments.models import ExternalPayment
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import TESTER, request_key

CREDITOR = "DE89370400440532013000"


def transfer(debit, credit, amount, *, request=None, narrative="") -> payments.Movement:
    """Transfer between two customers' accounts."""
    order = payments.TransferOrder(
        debit_account_id=debit.account_id,
        credit_account_id=credit.account_id,
        amount=amount,
        narrative=narrative,
    )
    return payments.submit_transfer(
        order=order, request=request or request_key(), actor=TESTER, now=NOW
    )


def deposit(account, amount, *, request=None) -> payments.Movement:
    """Pay cash in."""
    return _cash(payments.deposit, account, amount, request)


def withdraw(account, amount, *, request=None) -> payments.Movement:
    """Pay cash out."""
    return _cash(payments.withdraw, account, amount, request)


def pay(account, amount, *, iban=CREDITOR, request=None, is_instant=False) -> payments.Movement:
    """Pay to another bank."""
    order = payments.PaymentOrder(
        account_id=account.account_id,
        amount=amount,
        creditor_iban=iban,
        creditor_name="Stadtwerke",
        remittance="Invoice 7",
        is_instant=is_instant,
    )
    return payments.submit_payment(
        order=order, request=request or request_key(), actor=TESTER, now=NOW
    )


def process(account, amount, *, request=None) -> payments.Movement:
    """Take a payment for an integrator."""
    return payments.process_payment(
        account_id=account.account_id,
        amount=amount,
        request=request or request_key(),
        actor=TESTER,
        now=NOW,
    )


def left(account):
    """Return what is on the account."""
    return accounts.get_account(account_id=account.account_id).posted


def set_status(account, status) -> None:
    """Block, free or close the account."""
    accounts.set_account_status(
        account_id=account.account_id, status=status, reason="x", actor=TESTER, now=NOW
    )


def own(gl_code: str, currency: str = "EUR") -> int:
    """Return what the bank's own account shows, in minor units."""
    return books.posted(books.bank_account(gl_code, currency))


def picture() -> tuple:
    """Return everything that a movement changes."""
    return (
        books.state(),
        Event.objects.count(),
        sorted(ExternalPayment.objects.values_list("txn_id", "state")),
    )


def _cash(move, account, amount, request) -> payments.Movement:
    order = payments.CashOrder(account_id=account.account_id, amount=amount)
    return move(order=order, request=request or request_key(), actor=TESTER, now=NOW)
