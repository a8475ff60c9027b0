"""Many movements into the ledger at once: each booked, or refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import attempt, requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.domain.movements import MovementKind, PaymentOrder
from payments.repositories import external_payments
from payments.services import booking, screening, worth
from payments.services.booking import CLEARING

LARGEST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A movement to be: `amount` (positive) to an account of this bank, or to another bank.

    Exactly one of `credit` and `creditor_iban` (checked, without blanks) is given.
    """

    request: ledger.RequestKey
    debit: accounts.AccountRef
    amount: Money
    credit: accounts.AccountRef | None = None
    creditor_iban: str = ""
    creditor_name: str = ""
    remittance: str = ""
    channel: str = ""
    origin: str = ""

    @property
    def kind(self) -> MovementKind:
        """A transfer inside the bank, or a payment out of it."""
        return MovementKind.PAYMENT if self.credit is None else MovementKind.TRANSFER

    @property
    def narrative(self) -> str:
        """What the entry says, as for the same movement ordered by itself."""
        if self.credit is not None:
            return self.remittance
        return f"{self.creditor_name} {self.remittance}".strip()


Answer = ledger.Posted | BankError


@requires_transaction
def book_many(
    *, items: Sequence[Item], actor: Actor, now: datetime, booking_date: date | None = None
) -> list[Answer]:
    """Book up to 1,000 movements; answers in the order given.

    Each is screened first, and answered by what screening.judge returns where it does not go now.
    Each answer is what was booked or the named refusal, which is not raised: one that cannot be
    booked keeps no other from it. Events are told, limits counted, fees charged and payments kept
    for clearing as if each had been ordered by itself. Movements from accounts with limits or fees
    are booked one by one, after the others: each of them may have to be taken back alone.
    """
    refusals = screening.judge([_leaving(item) for item in items], actor=actor, now=now)
    going = [item for item, why in zip(items, refusals, strict=True) if why is None]
    booked = iter(_book(going, booking_date or ledger.business_date(), actor, now))
    return [next(booked) if why is None else why for why in refusals]


def _leaving(item: Item) -> screening.Leaving:
    return screening.Leaving(
        kind=item.kind,
        request=item.request,
        debit=item.debit,
        credit=item.credit,
        amount=item.amount,
        narrative=item.narrative,
        creditor_iban=item.creditor_iban,
        creditor_name=item.creditor_name if item.credit is None else "",
        remittance=item.remittance,
        channel=item.channel,
        origin=item.origin,
    )


def _book(items: Sequence[Item], day: date, actor: Actor, now: datetime) -> list[Answer]:
    ruled = accounts.ruled_accounts(account_ids={item.debit.account_id for item in items}, day=day)
    together = [item for item in items if item.debit.account_id not in ruled]
    answers = dict(zip(map(id, together), _book_together(together, day, actor, now), strict=True))
    for item in items:
        if item.debit.account_id in ruled:
            answers[id(item)] = _book_alone(item, day, actor, now)
    return [answers[id(item)] for item in items]


def _book_together(items: Sequence[Item], day: date, actor: Actor, now: datetime) -> list[Answer]:
    if not items:
        return []
    clearing = _clearing({item.amount.currency for item in items if item.credit is None}, day)
    outcomes = ledger.post(
        postings=[_posting(item, clearing, actor, day) for item in items], now=now
    )
    booked = [
        (item, outcome)
        for item, outcome in zip(items, outcomes, strict=True)
        if isinstance(outcome, ledger.Posted) and not outcome.replayed
    ]
    _keep_for_clearing(booked, now)
    _tell(booked, now)
    return [
        booking.refusal(outcome) if isinstance(outcome, ledger.Refused) else outcome
        for outcome in outcomes
    ]


def _book_alone(item: Item, day: date, actor: Actor, now: datetime) -> Answer:
    if item.credit is None:
        credit = booking.Side(_clearing({item.amount.currency}, day)[item.amount.currency])
    else:
        credit = booking.Side.of(item.credit)
    order = booking.Booking(
        kind=item.kind,
        debit=booking.Side.of(item.debit),
        credit=credit,
        amount=item.amount,
        narrative=item.narrative,
        booking_date=day,
    )
    answer = attempt(
        lambda: booking.book(booking=order, request=item.request, actor=actor, now=now)
    )
    if isinstance(answer, BankError):
        return answer
    posted = ledger.Posted(
        txn_id=answer.transaction_id,
        booking_date=answer.booking_date,
        created_at=answer.booked_at,
        replayed=answer.replayed,
    )
    if not posted.replayed:
        _keep_for_clearing([(item, posted)], now)
    return posted


def _clearing(currencies: set[Currency], day: date) -> dict[Currency, int]:
    return {
        currency: ledger.internal_account(gl_code=CLEARING, currency=currency, opened_on=day)
        for currency in currencies
    }


def _posting(item: Item, clearing: dict[Currency, int], actor: Actor, day: date) -> ledger.Posting:
    if item.credit is None:
        credit = clearing[item.amount.currency]
    else:
        credit = item.credit.ledger_account_id
    return ledger.Posting(
        request=item.request,
        kind=ledger.TransactionKind[item.kind.name],
        legs=(
            ledger.Leg(item.debit.ledger_account_id, -item.amount),
            ledger.Leg(credit, item.amount),
        ),
        actor=actor,
        narrative=item.narrative,
        booking_date=day,
    )


def _keep_for_clearing(booked: Sequence[tuple[Item, ledger.Posted]], now: datetime) -> None:
    leaving = [
        (
            outcome.txn_id,
            PaymentOrder(
                account_id=item.debit.account_id,
                amount=item.amount,
                creditor_iban=item.creditor_iban,
                creditor_name=item.creditor_name,
                remittance=item.remittance,
            ),
        )
        for item, outcome in booked
        if item.credit is None
    ]
    if leaving:
        external_payments.add_many(booked=leaving, at=now)


def _tell(booked: Sequence[tuple[Item, ledger.Posted]], now: datetime) -> None:
    rate_of = {
        item.amount.currency: worth.rate_of(item.amount.currency, day=now.date())
        for item, _ in booked
    }
    happened = [
        (
            f"transaction:{outcome.txn_id}",
            booking.told(item.kind, item.amount, outcome, rate_of[item.amount.currency]),
        )
        for item, outcome in booked
    ]
    if happened:
        outbox.publish_many(happened=happened, at=now)
