"""What time alone decides: never that a payment failed, but that it must be taken back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from django.db import InterfaceError, OperationalError

from bankcore.db.transactions import use_case
from bankcore.money import Currency, Money
from payments.cards.domain import requests, response_codes
from payments.cards.domain.matching import OriginalKey
from payments.cards.domain.states import MessageState
from payments.cards.models import NetworkMessage, StoredReversal
from payments.cards.repositories import messages, reversals
from payments.gateway import public as gateway
from payments.gateway.public import Outcome, Verdict

logger = logging.getLogger(__name__)

_MOST: Final = 100


def run_due(*, connector: str, now: datetime) -> int:
    """Time out what was not answered, and give up what was not sent; returns how many."""
    late = messages.overdue(connector=connector, now=now, limit=_MOST)
    unsent = messages.never_sent(connector=connector, now=now, limit=_MOST)
    return _each(time_out, late, now=now) + _each(abandon, unsent, now=now)


def settle_after_restart(*, connector: str, started_at: datetime) -> int:
    """Take back whatever a link before this one may have sent; returns how many messages ended.

    Authorisations that waited for it are given up: their security codes went with its memory.
    """
    sent = messages.sent_before(connector=connector, moment=started_at)
    codeless = messages.without_codes(connector=connector, before=started_at)
    fault = partial(time_out, why=response_codes.FAULT)
    return _each(fault, sent, now=started_at) + _each(abandon, codeless, now=started_at)


@use_case
def time_out(*, message_id: int, now: datetime, why: str = response_codes.LATE) -> bool:
    """Store the reversal of a message that was not answered; its outcome is unknown until then.

    Returns False where an answer was faster. `why` is the reversal's DE39.
    """
    if not messages.decide(
        message_id,
        from_state=MessageState.SENT,
        to_state=MessageState.TIMED_OUT,
        decided_at=now,
    ):
        return False
    message = messages.lock(message_id)
    reversal = _reversal(message, why=why, now=now)
    reversals.add(
        reversal,
        StoredReversal(
            message=message,
            reversal=reversal,
            connector=message.connector,
            reason=why,
            next_at=now,
            created_at=now,
        ),
    )
    gateway.apply_outcome(
        operation_id=message.operation_id,
        outcome=Outcome(verdict=Verdict.UNKNOWN, network_reference=message.rrn),
        now=now,
    )
    return True


@use_case
def abandon(*, message_id: int, now: datetime) -> bool:
    """Give up a message that has not left; returns False where it has."""
    if not messages.decide(
        message_id,
        from_state=MessageState.QUEUED,
        to_state=MessageState.ABANDONED,
        decided_at=now,
    ):
        return False
    gateway.apply_outcome(
        operation_id=messages.lock(message_id).operation_id,
        outcome=Outcome(verdict=Verdict.NOT_SENT, code="try_again_later"),
        now=now,
    )
    return True


def _each(end: Callable[..., bool], message_ids: list[int], *, now: datetime) -> int:
    """End messages one by one: one that fails is tried again, and stops no other."""
    ended = 0
    for message_id in message_ids:
        try:
            ended += end(message_id=message_id, now=now)
        except (OperationalError, InterfaceError):
            raise  # the session is gone, and with it the process's lock
        except Exception:  # one message's trouble is not the others'
            logger.exception("message %s is not ended yet", message_id)
    return ended


def _reversal(message: NetworkMessage, *, why: str, now: datetime) -> NetworkMessage:
    assert message.transmitted_at is not None  # noqa: S101 - it was sent
    own = OriginalKey(message.mti, message.stan, message.transmitted_at, message.acquirer)
    amount = Money(message.amount_minor, Currency.of(message.currency))
    return NetworkMessage(
        connector=message.connector,
        mti="0420",
        operation_id=message.operation_id,
        original=message.original or message,
        acquirer=message.acquirer,
        terminal=message.terminal,
        rrn=message.rrn,
        amount_minor=message.amount_minor,
        remaining_minor=message.remaining_minor,
        currency=message.currency,
        token=message.token,
        fields=requests.reversal_advice(message.fields, de90=str(own), amount=amount, why=why),
        queued_at=now,
    )
