"""Telling programs of /api/v1 what happened to the accounts that they may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings

from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from payments import public as payments
from payments.webhooks.domain.client_events import (
    BANKS_OWN,
    COMPLETED,
    PAYMENT_COMPLETED,
    PREFIX,
    TOLD,
    Told,
    owner_of,
)
from payments.webhooks.repositories import endpoints, events
from payments.webhooks.services.recording import record_event

_PART: Final = 200


def tell_clients(*, message: Mapping[str, Any], now: datetime) -> int:
    """Tell programs of an event of the outbox; returns how many were told of it newly.

    Each program is told in a use case of its own, and once, however often the event comes. It
    hears of what it may read now: its scopes, and its customer's things alone where it is bound
    to one. A program without an endpoint for the type is not asked about.
    """
    source, payload = UUID(str(message["event_id"])), message["payload"]
    if message["name"] == COMPLETED:
        return _tell_of_completed(source, int(payload["transaction_id"]), now)
    return _tell(TOLD[message["name"]], source, payload, now)


def _tell_of_completed(source: UUID, settlement: int, now: datetime) -> int:
    """Tell of each payment that a settlement has paid out, where anybody wants to hear of any."""
    if not endpoints.owners_that_hear(type=PAYMENT_COMPLETED.type, prefix=PREFIX):
        return 0
    told, after = 0, 0
    while part := payments.settled_payments(settlement=settlement, after=after, limit=_PART):
        for each in part:
            payload = {
                "transaction_id": str(each.transaction_id),
                "account_id": str(each.account_id),
                "amount": str(each.amount.amount),
                "currency": each.amount.currency.code,
            }
            own = uuid5(source, str(each.transaction_id))
            told += _tell(PAYMENT_COMPLETED, own, payload, now)
        after = part[-1].transaction_id
    return told


def _tell(told: Told, source: UUID, payload: Mapping[str, Any], now: datetime) -> int:
    count = 0
    for owner in endpoints.owners_that_hear(type=told.type, prefix=PREFIX):
        client = identity.client_for_events(client_id=owner.removeprefix(PREFIX), scope=told.scope)
        if client is None or not _may_hear(client, told, payload):
            continue
        count += _record(client=client, told=told, source=source, payload=payload, now=now)
    return count


def _may_hear(client: identity.Client, told: Told, payload: Mapping[str, Any]) -> bool:
    text = str(payload[told.owned_by])
    value = int(text) if told.owned_by == "transaction_id" else UUID(text)
    return identity.may_touch(client=client, name=told.owned_by, value=value)


@use_case
def _record(
    *,
    client: identity.Client,
    told: Told,
    source: UUID,
    payload: Mapping[str, Any],
    now: datetime,
) -> bool:
    event_id = f"evt_{uuid5(source, client.client_id).hex[:24]}"
    object_id = str(payload[told.id_field])
    subject = f"{told.object}:{object_id}@{client.pk}"
    events.lock_subject(subject=subject)
    if events.is_there(object_id=event_id):
        return False
    record_event(
        merchant=owner_of(client.client_id),
        type=told.type,
        object={
            **{name: value for name, value in payload.items() if name not in BANKS_OWN},
            "id": object_id,
            "object": told.object,
            "livemode": settings.API_MODE == "live",
        },
        subject=subject,
        event_id=event_id,
        now=now,
    )
    return True
