"""Tellers at their drawers, and cheques, for tests."""

from __future__ import annotations

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from payments.models import (
    CashMovement,
    Cheque,
    ChequePayment,
    CollectedCheque,
    DrawerSession,
    TellerDrawer,
)
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import eur, request_key

_TABLES = (
    *(CashMovement, Cheque, ChequePayment, CollectedCheque, DrawerSession, TellerDrawer),
    *(Request, AuditEntry),
)


def staff(name: str = "teller-1") -> Actor:
    """Return a member of staff who works at the counter and may decide on requests."""
    user_id = identity.ensure_user(
        username=name,
        password="a-long-demo-password",
        roles=(identity.Role.TELLER, identity.Role.OPERATIONS),
    )
    return identity.staff_actor(user_id=user_id)


def open_drawer(teller: Actor, amount: Money | None = None, branch="HQ") -> payments.DrawerView:
    """Open the teller's drawer with cash from the vault, 1,000 euros unless said."""
    order = payments.DrawerOpening(amount=eur(1_000) if amount is None else amount, branch=branch)
    return payments.open_drawer(order=order, actor=teller, now=NOW)


def cash(move, account, amount, *, drawer, teller, request=None) -> payments.Movement:
    """Pay cash in or out over the counter."""
    order = payments.CashOrder(
        account_id=account.account_id, amount=amount, drawer_id=drawer.drawer_id
    )
    return move(order=order, request=request or request_key(), actor=teller, now=NOW)


def vault(drawer, amount, direction, *, teller, request=None) -> payments.DrawerView:
    """Take cash from the vault, or bring it there."""
    order = payments.VaultOrder(
        drawer_id=drawer.drawer_id, amount=amount, direction=payments.VaultDirection(direction)
    )
    return payments.move_cash(order=order, request=request or request_key(), actor=teller, now=NOW)


def close(drawer, counted: Money, *, teller, reason="", now=NOW) -> payments.DrawerView:
    """Count and close the drawer."""
    order = payments.DrawerClosing(
        drawer_id=drawer.drawer_id, count=payments.CashCount.of(counted), reason=reason
    )
    return payments.close_drawer(order=order, actor=teller, now=now)


def approve(request_id, checker: Actor, now=NOW) -> approvals.RequestView:
    """Approve a request as a second person."""
    return approvals.approve(request_id=request_id, actor=checker, now=now)


def in_drawer(drawer) -> Money:
    """Return what the ledger says is in the drawer."""
    return payments.get_drawer(drawer_id=drawer.drawer_id).expected


def listed(drawer) -> int:
    """Return what the drawer's own list of movements adds up to, in minor units."""
    return sum(line.amount.minor for line in payments.cash_lines(drawer_id=drawer.drawer_id))


def book_of(account, first=1, last=10) -> payments.ChequeRange:
    """Give cheques out to the account."""
    leaves = payments.ChequeRange(
        account_id=account.account_id, first_number=first, last_number=last
    )
    return payments.issue_cheque_book(leaves=leaves, actor=staff("desk"), now=NOW)


def pay_cheque(account, number, amount, *, to=None, drawer=None, teller=None, request=None):
    """Pay a cheque of the account to another account, or in cash from the drawer."""
    order = payments.ChequePresentment(
        account_id=account.account_id,
        number=number,
        amount=amount,
        payee="Demo Payee",
        credit_account_id=None if to is None else to.account_id,
        drawer_id=None if drawer is None else drawer.drawer_id,
    )
    return payments.pay_cheque(
        order=order, request=request or request_key(), actor=teller or staff("desk"), now=NOW
    )


def collect(account, amount, *, number="0001", request=None, bank="DEUTDEFF"):
    """Take a cheque on another bank in."""
    order = payments.ChequeDeposit(
        account_id=account.account_id,
        amount=amount,
        drawn_on_bank=bank,
        drawn_on_account="DE89 3704 0044 0532 0130 00",
        number=number,
    )
    return payments.deposit_cheque(
        order=order, request=request or request_key(), actor=staff("desk"), now=NOW
    )


def balance(account) -> ledger.AccountBalance:
    """Return what the account has in the ledger."""
    return ledger.balance(account_id=account.ledger_account_id)


def picture() -> tuple:
    """Return everything that a refused order must leave as it was."""
    return (
        books.state(),
        *(list(table.objects.order_by("pk").values_list()) for table in _TABLES),
    )
