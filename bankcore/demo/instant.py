"""Instant payments each way on the demo bank's day, and recalls each way, by two people."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

from accounts import public as accounts
from bankcore import clock
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo import colleagues, outside
from bankcore.demo.bank import demo_accounts
from bankcore.demo.day import Day
from bankcore.identity import public as identity
from bankcore.money import Money
from payments import public as payments
from payments.interbank import public as interbank

_ACTOR: Final = Actor.system("demo-instant")
_CREDITOR: Final = "DE89370400440532013000"
_CAME: Final = Money.of("41.00", "EUR")
_PATIENCE: Final = 15.0


def run(day: Day, world: outside.Outside) -> None:
    """Pay at once and be paid at once; recall what was sent twice, and give such money back.

    What is recalled comes back, and goes back, when files are exchanged next.
    """
    payer, payee = demo_accounts()[:2]
    _pay(day, payer.account_id, Money.of("25.00", "EUR"), "kept")
    twice = _pay(day, payer.account_id, Money.of("35.00", "EUR"), "twice")
    _recall(day, twice)
    iban = accounts.get_account(account_id=payee.account_id).iban
    came = [world.pay_at_once(iban, _CAME.minor, day.day) for _ in range(2)]
    _until(lambda: all(_is_taken(each) for each in came))
    world.recall(came[1], _CAME.minor, day.day)


def give_back(day: Day) -> None:
    """Give back what the other bank has sent twice, once two people agree."""
    maker, checker = colleagues.pair("payments", identity.Role.OPERATIONS)
    for recall_id in interbank.recalls_to_answer():
        request_id = interbank.request_recall_return(
            recall_id=recall_id, consent="", reason="Demo: sent twice", actor=maker, now=day.now
        )
        approvals.approve(request_id=request_id, actor=checker, now=day.now)


def lines(*, day: date) -> Iterator[tuple[str, str]]:
    """Give what became of instant payments and recalls on a day, a line each."""
    found = interbank.instant_figures(day=day)
    for what, states in (
        ("instant payments out", found.sent),
        ("instant payments in", found.taken),
        ("recalls of ours", found.recalled),
        ("recalls of other banks", found.recalled_by_others),
    ):
        told = ", ".join(f"{count} {state.lower()}" for state, count in sorted(states.items()))
        yield what, told or "none"


def _pay(day: Day, account_id: UUID, amount: Money, name: str) -> int:
    order = payments.PaymentOrder(
        account_id=account_id,
        amount=amount,
        creditor_iban=_CREDITOR,
        creditor_name="Demo Payee",
        remittance="At once",
        is_instant=True,
    )
    # The house's clock is the machine's: an instant payment is of this very moment.
    now = clock.now()
    paid = payments.submit_payment(
        order=order, request=day.key_of(f"instant/{name}"), actor=_ACTOR, now=now
    )
    _until(
        lambda: interbank.send_instant(
            transaction_id=paid.transaction_id, actor=_ACTOR, now=clock.now()
        )
    )
    return paid.transaction_id


def _recall(day: Day, transaction_id: int) -> None:
    item_id = interbank.settled_payment(transaction_id=transaction_id)
    if item_id is None:
        return  # the day is run again, and has it back
    maker, checker = colleagues.pair("payments", identity.Role.OPERATIONS)
    try:
        request_id = interbank.request_recall(
            item_id=item_id, reason="DUPL", detail="Demo: sent twice", actor=maker, now=day.now
        )
    except interbank.RecallStands:
        return
    approvals.approve(request_id=request_id, actor=checker, now=day.now)


def _is_taken(came: dict[str, Any]) -> bool:
    """Tell whether a payment was credited; the bank's own line may have taken it, or we do."""
    interbank.take_next_instant(seconds=0.2, actor=_ACTOR)
    return interbank.is_credited(message_id=str(came["message"]))


def _until(is_done: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not is_done():
        if time.monotonic() > until:
            message = "An instant payment has not come to its end in time."
            raise outside.OutsideNotThere(message)
        interbank.sweep_instant(actor=_ACTOR)
        time.sleep(0.1)
