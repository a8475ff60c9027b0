"""Booking what clearing houses settle on the bank's account with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain.items import CURRENCIES, Network
from payments.interbank.models import Settlement
from payments.interbank.repositories import files
from payments.services import booking

NOSTRO: Final = "1100"
CLEARING: Final = "2100"
SUSPENSE: Final = "2900"
ACTOR: Final = Actor.system("interbank")


def currency_of(network: Network) -> Currency:
    """Return the currency that the network settles in."""
    return Currency.of(CURRENCIES[network])


def own_account(line: str, network: Network, now: datetime) -> int:
    """Return the bank's ledger account of this line in the network's currency."""
    return ledger.internal_account(
        gl_code=line, currency=currency_of(network), opened_on=now.date()
    )


def settle(
    *, network: Network, reference: str, lines: Mapping[str, int], now: datetime
) -> int | None:
    """Book, in the caller's use case, what one message moves on the nostro account.

    `lines` are minor units by general-ledger line, credit positive; the nostro account takes the
    other side. Returns the transaction, or None where nothing moves. A reference settles once:
    the second raises IntegrityError.
    """
    moved = {line: minor for line, minor in lines.items() if minor}
    if not moved:
        return None
    currency = currency_of(network)
    came_in = sum(moved.values())
    legs = [
        ledger.Leg(own_account(line, network, now), Money(minor, currency))
        for line, minor in moved.items()
    ]
    if came_in:
        nostro = own_account(NOSTRO, network, now)
        legs.append(ledger.Leg(nostro, Money(-came_in, currency)))
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(f"interbank/settlement/{network}/{reference}"),
        kind=ledger.TransactionKind.SETTLEMENT,
        legs=tuple(legs),
        actor=ACTOR,
        narrative=f"Settlement {reference}",
    )
    posted = booked(posting, now=now)
    if came_in:
        files.add_settlement(
            Settlement(
                network=network,
                reference=reference,
                amount_minor=came_in,
                currency=currency.code,
                business_date=posted.booking_date,
                txn_id=posted.txn_id,
                created_at=now,
            )
        )
    return posted.txn_id


def booked(posting: ledger.Posting, *, now: datetime) -> ledger.Posted:
    """Book one posting that the bank's own accounts cannot refuse; raises booking's refusals."""
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        raise booking.refusal(outcome)
    return outcome


def own_posting(
    *,
    name: str,
    debit: int,
    credit: int,
    amount: Money,
    narrative: str,
    value_date: date | None = None,
) -> ledger.Posting:
    """Return the posting of `amount` from one ledger account to another, done once a name."""
    return ledger.Posting(
        request=ledger.RequestKey.of_system(f"interbank/{name}"),
        kind=ledger.TransactionKind.PAYMENT,
        legs=(ledger.Leg(debit, -amount), ledger.Leg(credit, amount)),
        actor=ACTOR,
        narrative=narrative[:140],
        value_date=value_date,
    )
