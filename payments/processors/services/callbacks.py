"""Notices of Stripe: kept as they come, and believed only as far as it says so when asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.gateway import public as gateway
from payments.processors.domain import callbacks as rules
from payments.processors.domain.events import CallbackReceived
from payments.processors.models import InboundCallback
from payments.processors.repositories import callbacks
from payments.processors.services import connector, wire
from payments.processors.services.wire import NoAnswer, NotReached, Until

_ASK_SECONDS: Final = 20.0
_MOST: Final = 100
_FORGOTTEN: Final = timedelta(minutes=2)
_STAGES: Final = {"won": "WON", "lost": "LOST"}
_AFFECTS_PAYMENTS: Final = ("payment_intent.", "charge.", "refund.")


class CallbackRefused(BankError):
    """The notice is not signed by the processor, is too old, or cannot be read."""

    code = "callback_refused"
    cure = "Sign the very bytes with the endpoint's secret, and send them within five minutes."


@use_case
def receive_callback(*, body: bytes, signature: str, now: datetime) -> bool:
    """Keep a notice that is Stripe's own, and have it looked at; False for one that is known.

    Raises CallbackRefused: what anybody may send is not stored.
    """
    secrets = settings.STRIPE_WEBHOOK_SECRETS
    if not rules.is_signed(body, header=signature, secrets=secrets, now=now):
        message = "The notice is not signed as it must be."
        raise CallbackRefused(message)
    event = _event(body)
    callback = InboundCallback(
        connector=connector.NAME,
        external_id=str(event["id"])[:100],
        kind=str(event["type"])[:100],
        body=body,
        received_at=now,
    )
    if not callbacks.add(callback):
        return False
    outbox.publish(
        CallbackReceived(callback_id=callback.pk),
        subject=f"callback:{callback.external_id}",
        at=now,
    )
    return True


def process_callback(*, callback_id: int, now: datetime) -> None:
    """Do once what a notice asks for. Money moves by what Stripe says when it is asked.

    Notices come late, twice and out of order: the answer to a question does not. Where Stripe does
    not answer, the notice waits; `process_waiting` comes back to it.
    """
    callback = callbacks.get(callback_id)
    if callback is None or callback.processed_at is not None:
        return
    event = _event(callback.body)
    thing: Mapping[str, Any] = event["data"]["object"]
    if callback.kind.startswith("charge.dispute."):
        _dispute(callback_id, str(thing.get("id")), now=now)
        return
    asked = 0
    if callback.kind.startswith(_AFFECTS_PAYMENTS):
        asked = connector.inquire_payments(_payments_of(thing), now=now)
    _done(callback_id=callback_id, result=f"asked about {asked}", now=now)


def process_waiting(*, now: datetime) -> int:
    """Take up the notices that were left; returns how many."""
    found = callbacks.waiting(before=now - _FORGOTTEN, most=_MOST)
    for callback_id in found:
        process_callback(callback_id=callback_id, now=now)
    return len(found)


def _dispute(callback_id: int, dispute_id: str, *, now: datetime) -> None:
    try:
        answer = wire.get(f"/v1/disputes/{dispute_id}", until=Until.after(_ASK_SECONDS))
    except (NotReached, NoAnswer):
        return
    if answer.is_done:
        _told_of_dispute(callback_id=callback_id, dispute=answer.body, now=now)
    elif answer.status == 404:
        _done(callback_id=callback_id, result="no such dispute", now=now)


@use_case
def _told_of_dispute(*, callback_id: int, dispute: Mapping[str, Any], now: datetime) -> None:
    callback = callbacks.lock_waiting(callback_id)
    if callback is None:
        return
    status = str(dispute.get("status", ""))
    notice = gateway.DisputeNotice(
        connector=connector.NAME,
        key=f"{dispute['id']}:{_STAGES.get(status, 'CHARGEBACK')}",
        amount=Money(int(dispute["amount"]), Currency.of(str(dispute["currency"]).upper())),
        reason=str(dispute.get("reason", ""))[:40],
        stage=gateway.NoticeStage(_STAGES.get(status, "CHARGEBACK")),
        network_reference=str(dispute.get("payment_intent") or ""),
    )
    if not status.startswith("warning_"):
        gateway.receive_dispute(notice=notice, now=now)
    callbacks.done(callback, result=f"dispute {status}", now=now)


@use_case
def _done(*, callback_id: int, result: str, now: datetime) -> None:
    callback = callbacks.lock_waiting(callback_id)
    if callback is not None:
        callbacks.done(callback, result=result, now=now)


def _payments_of(thing: Mapping[str, Any]) -> list[str]:
    named = thing.get("payment_intent")
    payment = named.get("id") if isinstance(named, Mapping) else named
    found = [str(payment or "")]
    if thing.get("object") == "payment_intent":
        found.append(str(thing.get("id") or ""))
    return found


def _event(body: bytes) -> Mapping[str, Any]:
    """Return the event that a body is; raises CallbackRefused."""
    try:
        event = json.loads(body)
        if event["id"] and event["type"] and isinstance(event["data"]["object"], dict):
            return dict(event)
    except (ValueError, KeyError, TypeError):
        pass
    message = "The notice cannot be read."
    raise CallbackRefused(message)
