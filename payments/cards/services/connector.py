"""The card networks as the gateway sees them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bankcore import clock
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Money
from payments.cards.domain import matching, requests
from payments.cards.domain.matching import OriginalKey
from payments.cards.domain.requests import AcceptorFields
from payments.cards.domain.states import MessageState
from payments.cards.models import FileOrder, NetworkMessage
from payments.cards.repositories import links, messages
from payments.cards.services import timeouts
from payments.gateway import public as gateway
from payments.gateway.public import (
    Capabilities,
    Health,
    InstrumentKind,
    OperationKind,
    Order,
    Outcome,
    Verdict,
)

_BY_FILE: Final = frozenset({OperationKind.CAPTURE, OperationKind.REFUND})
ALIVE: Final = timedelta(seconds=15)
_FIRST_LOOK: Final = 0.005
_LONGEST_LOOK: Final = 0.05
_UNDECIDED: Final = frozenset({MessageState.QUEUED, MessageState.SENT})


class UnknownAuthorisation(BankError):
    """The network was never asked for the authorisation that is to be changed, or refused it."""

    code = "unknown_authorisation"
    cure = "Change a payment that was authorised through this card network."
    status = 409


class NotForCards(BankError):
    """The operation is none that a card network is told of on its wire or in its clearing file."""

    code = "not_for_cards"
    cure = "Authorise, increment, capture, void or refund."
    status = 409


@dataclass(frozen=True, slots=True)
class CardConnector:
    """One card network: keeps payments.gateway.public.Connector."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What the network can do: its own brand of cards, captured by file."""
        return Capabilities(
            instruments=frozenset({InstrumentKind.CARD}),
            several_captures=True,
            increments=True,
            partial_approval=True,
            brands=frozenset({self.name}),
        )

    def enqueue(self, order: Order, *, now: datetime) -> None:
        """Write down, in the caller's use case, what is to be brought to the network.

        Raises UnknownAuthorisation, NotForCards.
        """
        if order.kind in _BY_FILE:
            messages.add_file_order(self._file_order(order, now=now))
        elif order.kind is OperationKind.AUTHORISE:
            acceptor = _acceptor(order)
            fields = requests.authorisation(
                amount=order.amount, acceptor=acceptor, recurring=order.recurring
            )
            messages.add(self._message(order, fields, now=now))
        elif order.kind is OperationKind.INCREMENT:
            messages.add(self._increment(order, now=now))
        elif order.kind is OperationKind.VOID:
            messages.add(self._void(order, now=now))
        elif order.kind is OperationKind.REPRESENTMENT:
            # It goes out with the next clearing file and waits for the network's own.
            return
        else:
            message = f"A card network is not told of {order.kind.value.lower()} by an order."
            raise NotForCards(message)

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Wait until the network has answered or the time is over; a file order is done at once."""
        if _finish_file_order(operation_id=operation_id, now=clock.now()):
            return
        until, pause = time.monotonic() + seconds, _FIRST_LOOK
        while messages.state_of(operation_id) in _UNDECIDED and time.monotonic() < until:
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_LOOK)

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """See to an operation whose time is over, whether the link's process lives or not.

        These networks cannot be asked: what is not known is taken back, and never thought of as
        failed before that is acknowledged.
        """
        if _finish_file_order(operation_id=operation_id, now=now):
            return
        message = messages.of_operation(operation_id)
        if message is None:
            return
        if message.state == MessageState.QUEUED and _is_over(message.deadline, now):
            timeouts.abandon(message_id=message.pk, now=now)
        elif message.state == MessageState.SENT and _is_over(message.answer_by, now):
            timeouts.time_out(message_id=message.pk, now=now)

    def health(self, *, now: datetime) -> Health:
        """Tell whether the link is signed on, as its process last told."""
        link = links.get(self.name)
        if link is None:
            return Health(is_up=False, detail="The card link has never run.")
        if now - link.seen_at > ALIVE:
            return Health(is_up=False, detail=f"The card link was last seen at {link.seen_at}.")
        return Health(is_up=link.signed_on, detail=link.detail)

    def _increment(self, order: Order, *, now: datetime) -> NetworkMessage:
        first = self._authorisation(order)
        fields = requests.authorisation(
            amount=order.amount,
            acceptor=_acceptor(order),
            recurring=order.recurring,
            original=_de90(first),
        )
        message = self._message(order, fields, now=now)
        message.original = first
        return message

    def _void(self, order: Order, *, now: datetime) -> NetworkMessage:
        first = self._authorisation(order)
        there = messages.authorised_minor(first)
        remaining = max(there - order.amount.minor, 0)
        code = {"38": first.authorisation_code} if first.authorisation_code else {}
        fields = requests.reversal(
            {**first.fields, **code},
            de90=_de90(first),
            amount=Money(max(there, order.amount.minor), order.amount.currency),
            remaining=remaining,
        )
        message = self._message(order, fields, now=now)
        message.original, message.remaining_minor, message.rrn = first, remaining, first.rrn
        return message

    def _authorisation(self, order: Order) -> NetworkMessage:
        found = order.original and messages.of_operation(order.original.operation_id)
        if not found or found.connector != self.name or found.state != MessageState.ANSWERED:
            message = "The network holds no authorisation of this payment."
            raise UnknownAuthorisation(message)
        return found

    def _file_order(self, order: Order, *, now: datetime) -> FileOrder:
        original = order.original
        return FileOrder(
            connector=self.name,
            operation_id=order.operation_id,
            network_reference=original.network_reference if original else "",
            authorisation_code=original.authorisation_code if original else "",
            queued_at=now,
        )

    def _message(self, order: Order, fields: dict[str, str], *, now: datetime) -> NetworkMessage:
        is_authorisation = order.kind is not OperationKind.VOID
        return NetworkMessage(
            connector=self.name,
            mti=fields["t"],
            operation_id=order.operation_id,
            acquirer=matching.ACQUIRER,
            terminal=fields["41"],
            amount_minor=order.amount.minor,
            currency=order.amount.currency.code,
            token=order.instrument.reference,
            recurring=order.recurring,
            fields=fields,
            queued_at=now,
            deadline=order.deadline if is_authorisation else None,
        )


VISA: Final = CardConnector("visa")
MASTERCARD: Final = CardConnector("mastercard")


@use_case
def _finish_file_order(*, operation_id: UUID, now: datetime) -> bool:
    """Approve what goes by the clearing file, which the network answers for by the next day."""
    order = messages.finish_file_order(operation_id, at=now)
    if order is None:
        return False
    outcome = Outcome(
        verdict=Verdict.APPROVED,
        network_reference=order.network_reference,
        authorisation_code=order.authorisation_code,
    )
    gateway.apply_outcome(operation_id=operation_id, outcome=outcome, now=now)
    return True


def _acceptor(order: Order) -> AcceptorFields:
    told = order.acceptor
    return AcceptorFields(
        merchant_id=told.merchant_id,
        name=told.name,
        city=told.city,
        country=told.country,
        category=told.category,
    )


def _de90(first: NetworkMessage) -> str:
    assert first.transmitted_at is not None  # noqa: S101 - it was answered
    return str(OriginalKey("0100", first.stan, first.transmitted_at, first.acquirer))


def _is_over(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
