"""A whole exchange with one network: send, receive, settle what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.interbank.domain.items import Network
from payments.interbank.repositories import files
from payments.interbank.services import (
    collecting,
    incoming,
    outgoing,
    recall_answering,
    settling,
)
from payments.interbank.services.incoming import Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What an exchange did: files sent and taken in, collections settled, those of others drawn."""

    sent: tuple[str, ...]
    taken: tuple[Taken, ...]
    settled: int
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementView:
    """Money that moved on the nostro account: positive came in. `reference` is the statement's."""

    network: Network
    reference: str
    amount: Money
    business_date: date
    transaction_id: int


@needs("interbank.exchange_files")
def exchange(*, network: Network, actor: Actor, now: datetime) -> Exchanged:
    """Send what waits, take in what came, settle and draw what is due, answer: in this order.

    Use cases of their own, each done once however often this runs.
    """
    sent = outgoing.send(network=network, actor=actor, now=now)
    taken = incoming.receive(network=network, actor=actor, now=now)
    settled = settling.settle_due(network=network, actor=actor, now=now)
    if network is Network.SEPA:
        recall_answering.refuse_overdue(day=ledger.business_date(), actor=actor, now=now)
    drawn = collecting.draw_due(network=network, actor=actor, now=now)
    collecting.give_back(network=network, actor=actor, now=now)
    sent += outgoing.deliver(network=network, now=now)
    return Exchanged(sent=tuple(sent), taken=tuple(taken), settled=settled, drawn=drawn)


def settlements(*, network: Network, day: date) -> list[SettlementView]:
    """Return what was booked on the nostro account for a network on a business day."""
    return [
        SettlementView(
            network=Network(row.network),
            reference=row.reference,
            amount=Money(row.amount_minor, Currency.of(row.currency)),
            business_date=row.business_date,
            transaction_id=row.txn_id,
        )
        for row in files.settlements(network=network, day=day)
    ]
