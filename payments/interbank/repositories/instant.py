"""Instant payments in the database: what waits for an answer, and what came."""

from __future__ import annotations

from datetime import datetime, timedelta

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.items import IncomingState
from payments.interbank.models import (
    ExchangeFile,
    InboundItem,
    InstantIncoming,
    InstantSending,
    Item,
)


@requires_transaction
def add_sending(sending: InstantSending) -> None:
    """Keep that an own payment is on its way."""
    sending.save(force_insert=True)


@requires_transaction
def take_turn(*, now: datetime, pause: timedelta) -> InstantSending | None:
    """Return one own payment of which the network is to be asked now, and put the next turn off.

    None where there is none that nobody else is asking about. The pause doubles with each turn, up
    to 64 times its length.
    """
    found = (
        InstantSending.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        .select_related("file")
        .filter(ask_at__lte=now)
        .order_by("ask_at")
        .first()
    )
    if found is not None:
        _put_off(found, now, pause)
    return found


@requires_transaction
def end_sending(file: ExchangeFile) -> None:
    """Note that the end of an own payment is known: nobody is asked any more."""
    InstantSending.objects.filter(file=file).update(ask_at=None)


def item_of(file: ExchangeFile) -> Item:
    """Return the one payment that an instant message carries."""
    return Item.objects.select_related("trace").get(file=file)


@requires_transaction
def add_incoming(row: InstantIncoming) -> None:
    """Keep an instant payment to a customer; raises IntegrityError for one that has come."""
    row.save(force_insert=True)


def find_incoming(*, sender: str, transaction_id: str, message_id: str) -> InstantIncoming | None:
    """Return an instant payment that has come under either of its names."""
    rows = InstantIncoming.objects.select_related("file")
    return (
        rows.filter(sender=sender, transaction_id=transaction_id).first()
        or rows.filter(message_id=message_id).first()
    )


@requires_transaction
def lock_incoming(message_id: str) -> InstantIncoming | None:
    """Return an instant payment to a customer by its message, locked."""
    return (
        InstantIncoming.objects.select_for_update(no_key=True, of=("self",))
        .select_related("file")
        .filter(message_id=message_id)
        .first()
    )


@requires_transaction
def take_incoming_turn(*, now: datetime, pause: timedelta) -> InstantIncoming | None:
    """Return one accepted payment that the network has not confirmed, and put the next turn off."""
    found = (
        InstantIncoming.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(state=IncomingState.ACCEPTED, ask_at__lte=now)
        .order_by("ask_at")
        .first()
    )
    if found is not None:
        _put_off(found, now, pause)
    return found


@requires_transaction
def end_incoming(
    row: InstantIncoming,
    state: IncomingState,
    inbound: InboundItem,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    """Move an accepted payment to its end."""
    row.state, row.inbound, row.ask_at, row.changed_at = state, inbound, None, at
    row.reason = reason or row.reason
    row.save(update_fields=["state", "inbound", "ask_at", "changed_at", "reason"])


@requires_transaction
def add_inbound(row: InboundItem) -> InboundItem:
    """Keep what became of a payment to a customer."""
    row.save(force_insert=True)
    return row


def _put_off(row: InstantSending | InstantIncoming, now: datetime, pause: timedelta) -> None:
    row.ask_at = now + pause * 2 ** min(row.asked, 6)
    row.asked += 1
    row.save(update_fields=["ask_at", "asked"])
