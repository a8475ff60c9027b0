"""Tellers at their counters on a demo day: cash, cheques, a difference, and a reversal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Money
from payments import public as payments

_TELLERS: Final = ("demo-teller-1", "demo-teller-2")
_HEAD: Final = "demo-head-teller"
_PASSWORD: Final = "demo-staff-password"  # noqa: S105 - it is published on purpose
_SERVED: Final = 8


def counters(day: Day) -> None:
    """Open two drawers, serve customers, take cheques in, and close the drawers on a count.

    The second teller is off by more than one person may book, and the head teller approves. A
    day that is run again goes on with the drawers that are open.
    """
    head = staff(_HEAD, identity.Role.OPERATIONS)
    for number, name in enumerate(_TELLERS):
        teller = staff(name, identity.Role.TELLER)
        drawer = _drawer(day, teller)
        if drawer is None:
            continue
        for _ in range(_SERVED):
            _serve(day, drawer, teller)
        if number == 0:
            _cheques(day, drawer, teller)
            _reversal(day, drawer, teller, head)
        _close(day, drawer, teller, head, short=Money.of(25 if number else 0, "EUR"))


def staff(name: str, role: identity.Role) -> Actor:
    """Return a member of the demo's staff, made where missing."""
    user_id = identity.ensure_user(username=name, password=_PASSWORD, roles=(role,))
    return identity.staff_actor(user_id=user_id)


def _drawer(day: Day, teller: Actor) -> payments.DrawerView | None:
    order = payments.DrawerOpening(amount=Money.of(5_000, "EUR"))
    opened = _try(payments.open_drawer, order=order, actor=teller, now=day.now)
    if isinstance(opened, payments.DrawerView):
        return opened
    mine = [each for each in payments.open_drawers() if each.teller_id == int(teller.id)]
    return next((each for each in mine if each.state is payments.SessionState.OPEN), None)


def _serve(day: Day, drawer: payments.DrawerView, teller: Actor) -> None:
    move = day.chance.choice([payments.deposit, payments.withdraw])
    order = payments.CashOrder(
        account_id=day.account().account_id,
        amount=day.amount(300),
        narrative="At the counter",
        drawer_id=drawer.drawer_id,
    )
    _try(move, order=order, request=day.key(), actor=teller, now=day.now)


def _cheques(day: Day, drawer: payments.DrawerView, teller: Actor) -> None:
    """Give cheques out, cash one, stop one; take two of another bank in, of which one bounces."""
    account_id = day.account().account_id
    first = day.day.toordinal() * 10 + 1
    leaves = payments.ChequeRange(account_id=account_id, first_number=first, last_number=first + 9)
    _try(payments.issue_cheque_book, leaves=leaves, actor=teller, now=day.now)
    stopped = payments.ChequeRange(
        account_id=account_id, first_number=first + 1, last_number=first + 1
    )
    _try(payments.stop_cheques, leaves=stopped, reason="Lost", actor=teller, now=day.now)
    for number in (first, first + 1):
        cheque = payments.ChequePresentment(
            account_id=account_id,
            number=number,
            amount=day.amount(80),
            payee="Demo Payee",
            drawer_id=drawer.drawer_id,
        )
        _try(payments.pay_cheque, order=cheque, request=day.key(), actor=teller, now=day.now)
    for number in range(2):
        order = payments.ChequeDeposit(
            account_id=day.account().account_id,
            amount=day.amount(900),
            drawn_on_bank="DEMODEFF",
            drawn_on_account="Demo account",
            number=f"{first + number}",
        )
        taken = _try(
            payments.deposit_cheque, order=order, request=day.key(), actor=teller, now=day.now
        )
        if number and isinstance(taken, payments.CollectionView):
            bounced = payments.ChequeReturn(cheque_id=taken.cheque_id, reason="Insufficient funds")
            _try(payments.return_cheque, order=bounced, actor=teller, now=day.now)


def _reversal(day: Day, drawer: payments.DrawerView, teller: Actor, head: Actor) -> None:
    """Pay in by mistake; the teller asks for the reversal, and the head teller approves."""
    order = payments.CashOrder(
        account_id=day.account().account_id,
        amount=Money.of(66, "EUR"),
        narrative="Mistaken at the counter",
        drawer_id=drawer.drawer_id,
    )
    booked = _try(payments.deposit, order=order, request=day.key(), actor=teller, now=day.now)
    if isinstance(booked, payments.Movement):
        asked = _try(
            payments.request_reversal,
            transaction_id=booked.transaction_id,
            reason="Demo: booked by mistake",
            actor=teller,
            now=day.now,
        )
        _approve(day, asked, head)


def _close(
    day: Day, drawer: payments.DrawerView, teller: Actor, head: Actor, *, short: Money
) -> None:
    expected = payments.get_drawer(drawer_id=drawer.drawer_id).expected
    counted = expected - short if expected > short else expected
    order = payments.DrawerClosing(
        drawer_id=drawer.drawer_id,
        count=payments.CashCount.of(counted),
        reason="Demo: a note is missing",
    )
    closed = _try(payments.close_drawer, order=order, actor=teller, now=day.now)
    if isinstance(closed, payments.DrawerView) and closed.approval_id is not None:
        _approve(day, approvals.get(request_id=closed.approval_id), head)


def _approve(day: Day, asked: object, head: Actor) -> None:
    if isinstance(asked, approvals.RequestView) and asked.state is approvals.State.REQUESTED:
        _try(approvals.approve, request_id=asked.request_id, actor=head, now=day.now)


def _try(use_case: Callable[..., object], **arguments: object) -> object:
    """Do it or be refused; the books keep either."""
    try:
        return use_case(**arguments)
    except BankError:
        return None
