"""Transfers that programs order at the same time, in one database transaction.

Each comes to what it would by itself: screened, refused by name, told as an event, counted and
charged. Where one needs more than that, such as a look by people of the bank, nothing of the batch
is kept and all are done one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import chain
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.combining import NotTogether, wait_little
from bankcore.db.transactions import attempt, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from bankcore.outbox import public as outbox
from payments.domain.movements import Movement, MovementKind, TransferOrder
from payments.services import booking, screening, worth

Answer = Movement | BankError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A transfer between two accounts, with who ordered it, from which address, and when."""

    order: TransferOrder
    request: ledger.RequestKey
    actor: Actor
    address: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A transfer whose accounts are known."""

    asked: Asked
    debit: accounts.AccountRef
    credit: accounts.AccountRef

    @property
    def leaving(self) -> screening.Leaving:
        return screening.Leaving(
            kind=MovementKind.TRANSFER,
            request=self.asked.request,
            debit=self.debit,
            credit=self.credit,
            amount=self.asked.order.amount,
            narrative=self.asked.order.narrative,
            address=self.asked.address,
        )

    @property
    def booking(self) -> booking.Booking:
        return booking.Booking(
            kind=MovementKind.TRANSFER,
            debit=booking.Side.of(self.debit),
            credit=booking.Side.of(self.credit),
            amount=self.asked.order.amount,
            narrative=self.asked.order.narrative,
        )


@use_case
def submit_together(asked: Sequence[Asked]) -> list[Answer]:
    """Transfer each at once, dated by the latest of their `now`; answers in the order given.

    All are programs' orders, of two different accounts each. Raises NotTogether where two have one
    key, where screening does not let one go, and where the business day ends meanwhile.
    """
    if len({(each.request.source, each.request.key) for each in asked}) < len(asked):
        raise NotTogether
    wait_little()
    now = max(each.now for each in asked)
    ids = chain.from_iterable(
        (each.order.debit_account_id, each.order.credit_account_id) for each in asked
    )
    known = accounts.known_accounts(account_ids=list(set(ids)))
    ready = [_ready(each, known) for each in asked]
    going = [each for each in ready if isinstance(each, _Ready)]
    booked = iter(_book(going, now) if going else ())
    return [next(booked) if isinstance(each, _Ready) else each for each in ready]


def _ready(asked: Asked, known: dict[UUID, accounts.AccountRef]) -> _Ready | BankError:
    order = asked.order
    for account_id in (order.debit_account_id, order.credit_account_id):
        if account_id not in known:
            message = f"There is no account {account_id}."
            return accounts.AccountNotFound(message)
    return _Ready(
        asked=asked, debit=known[order.debit_account_id], credit=known[order.credit_account_id]
    )


def _book(ready: Sequence[_Ready], now: datetime) -> list[Answer]:
    # Of the one who orders, screening asks only what is the same of all programs.
    actor = ready[0].asked.actor
    if any(screening.judge([each.leaving for each in ready], actor=actor, now=now)):
        raise NotTogether
    day = ledger.business_date()
    ruled = accounts.ruled_accounts(account_ids={each.debit.account_id for each in ready}, day=day)
    together = [each for each in ready if each.debit.account_id not in ruled]
    answers = dict(zip(map(id, together), _book_unruled(together, now, day), strict=True))
    # Each of these may have to be taken back alone.
    for each in ready:
        if each.debit.account_id in ruled:
            answers[id(each)] = _book_ruled(each, now)
    return [answers[id(each)] for each in ready]


def _book_ruled(ready: _Ready, now: datetime) -> Answer:
    asked = ready.asked
    return attempt(
        lambda: booking.book(
            booking=ready.booking, request=asked.request, actor=asked.actor, now=now
        )
    )


def _book_unruled(ready: Sequence[_Ready], now: datetime, day: date) -> list[Answer]:
    if not ready:
        return []
    postings = [
        booking.posting_of(each.booking, each.asked.request, each.asked.actor) for each in ready
    ]
    outcomes = list(zip(ready, ledger.post(postings=postings, now=now), strict=True))
    new = [
        (each, outcome)
        for each, outcome in outcomes
        if isinstance(outcome, ledger.Posted) and not outcome.replayed
    ]
    if any(outcome.booking_date != day for _, outcome in new):
        raise NotTogether
    _tell(new, now, day)
    return [
        booking.refusal(outcome)
        if isinstance(outcome, ledger.Refused)
        else booking.movement_of(each.booking, outcome)
        for each, outcome in outcomes
    ]


def _tell(booked: Sequence[tuple[_Ready, ledger.Posted]], now: datetime, day: date) -> None:
    amounts = {outcome.txn_id: each.asked.order.amount for each, outcome in booked}
    rate_of: dict[Currency, Fraction | None] = {
        currency: worth.rate_of(currency, day=day)
        for currency in {amount.currency for amount in amounts.values()}
    }
    happened = [
        (
            f"transaction:{outcome.txn_id}",
            booking.told(
                MovementKind.TRANSFER,
                amounts[outcome.txn_id],
                outcome,
                rate_of[amounts[outcome.txn_id].currency],
            ),
        )
        for _, outcome in booked
    ]
    if happened:
        outbox.publish_many(happened=happened, at=now)
