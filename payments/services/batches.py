"""Many movements into the ledger at once: each booked, or refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import RecordedRefusal, requires_transaction
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.domain.movements import MovementKind, PaymentOrder
from payments.repositories import external_payments
from payments.services import booking
from payments.services.payments import CLEARING

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


@requires_transaction
def book_many(
    *, items: Sequence[Item], actor: Actor, now: datetime, booking_date: date | None = None
) -> list[ledger.Posted | RecordedRefusal]:
    """Book up to 1,000 movements in the order given; answers in that order.

    Each answer is what was booked or the named refusal, which is not raised: one that cannot be
    booked keeps no other from it. Events are told and payments kept for clearing as if each had
    been ordered by itself.
    """
    if not items:
        return []
    clearing = {
        currency: ledger.internal_account(
            gl_code=CLEARING, currency=currency, opened_on=booking_date or now.date()
        )
        for currency in {item.amount.currency for item in items if item.credit is None}
    }
    outcomes = ledger.post(
        postings=[_posting(item, clearing, actor, booking_date) for item in items], now=now
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


def _posting(
    item: Item, clearing: dict[Currency, int], actor: Actor, booking_date: date | None
) -> ledger.Posting:
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
        booking_date=booking_date,
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
    for kind in (MovementKind.TRANSFER, MovementKind.PAYMENT):
        happened = [
            (
                f"transaction:{outcome.txn_id}",
                {
                    "transaction_id": str(outcome.txn_id),
                    "amount": str(item.amount.amount),
                    "currency": item.amount.currency.code,
                    "booking_date": outcome.booking_date.isoformat(),
                },
            )
            for item, outcome in booked
            if item.kind is kind
        ]
        if happened:
            outbox.publish_many(name=f"payments.{kind}_booked", happened=happened, at=now)
