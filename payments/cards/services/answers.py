"""What a network says: each answer changes its message and the payment in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.db.transactions import use_case
from bankcore.money import Currency, Money
from bankcore.money.currency import UnknownCurrency
from payments.cards.domain import matching, response_codes
from payments.cards.domain.codec import Message, without_secrets
from payments.cards.domain.matching import Key
from payments.cards.domain.states import InboundState, MessageState
from payments.cards.models import InboundMessage, NetworkMessage
from payments.cards.repositories import links, messages, reversals
from payments.gateway import public as gateway
from payments.gateway.public import Outcome, Verdict

_UNAWAITED: Final = {
    MessageState.ANSWERED: InboundState.DUPLICATE,
    MessageState.TIMED_OUT: InboundState.LATE,
    MessageState.SENT: InboundState.NOTED,
}


@use_case
def apply_answer(*, connector: str, message: Message, now: datetime) -> InboundState:
    """Apply an answer to the message that waits for it; keep it aside where none does.

    A late approval changes nothing: the reversal that was stored for it stands.
    """
    key = matching.answered(message, now=now)
    waiting = messages.lock_unanswered(key, connector=connector)
    if waiting is None or not _is_final(waiting, message):
        return _keep_aside(key, connector=connector, message=message, now=now)
    _note(waiting, message, now=now)
    if waiting.mti == "0420":
        _end_reversal(waiting, now=now)
    else:
        _tell_gateway(waiting, _outcome(waiting, message), now=now)
    return InboundState.APPLIED


@use_case
def take_advice(*, connector: str, message: Message, now: datetime) -> InboundState:
    """Take what the network has decided in our stead, whatever it is; the same advice once.

    It decides an authorisation that waits for its answer. One that is being taken back stays so.
    """
    original = matching.original(message["90"], now=now)
    found = messages.with_key(original, connector=connector)
    state, held = InboundState.UNMATCHED, None
    if found is not None:
        held = messages.lock(found.pk)
        state = _UNAWAITED.get(MessageState(held.state), InboundState.NOTED)
        # Answered before: the advice tells nothing new.
        state = InboundState.NOTED if state is InboundState.DUPLICATE else state
        if held.state == MessageState.SENT and held.mti == "0100":
            state = InboundState.APPLIED
    kept = _inbound(connector, message, now=now)
    kept.mti, kept.state, kept.message = "0120", state, held
    if not links.keep_inbound(kept):
        kept.pk, kept.state = None, InboundState.DUPLICATE
        links.keep_inbound(kept)
        return InboundState.DUPLICATE
    if held is not None and state is InboundState.APPLIED:
        _note(held, message, now=now)
        _tell_gateway(held, _outcome(held, message), now=now)
    return state


def _is_final(waiting: NetworkMessage, message: Message) -> bool:
    """Return whether an answer ends its message: a reversal is repeated until it is done."""
    return waiting.mti != "0420" or message["39"] in response_codes.REVERSAL_DONE


def _note(waiting: NetworkMessage, message: Message, *, now: datetime) -> None:
    waiting.decided_at = now
    waiting.response_code = message["39"]
    waiting.authorisation_code = message.get("38", "").strip()
    waiting.answer = without_secrets(message)
    if response_codes.is_approved(waiting.mti, message["39"]):
        waiting.approved_minor = int(message.get("4", waiting.amount_minor))
    messages.save_answer(waiting)


def _end_reversal(reversal: NetworkMessage, *, now: datetime) -> None:
    """Close the stored reversal: what was not known is taken back, or a void is done after all."""
    taken_back = reversals.acknowledge(reversal.pk, at=now).message
    verdict = Verdict.APPROVED if taken_back.mti == "0400" else Verdict.REVERSED
    outcome = Outcome(verdict=verdict, network_reference=taken_back.rrn)
    _tell_gateway(taken_back, outcome, now=now)


def _outcome(waiting: NetworkMessage, message: Message) -> Outcome:
    code = message["39"]
    if not response_codes.is_approved(waiting.mti, code):
        return Outcome(
            verdict=Verdict.DECLINED,
            code=response_codes.decline_code(code),
            raw_code=code,
            network_reference=waiting.rrn,
        )
    return Outcome(
        verdict=Verdict.APPROVED,
        raw_code=code,
        network_reference=waiting.rrn,
        authorisation_code=waiting.authorisation_code,
        amount=_amount(message) if waiting.mti == "0100" else None,
        detail="" if _amount(message) else "The answer's amount or currency is none.",
    )


def _amount(message: Message) -> Money | None:
    """Return what the network says was approved: the gateway compares it with what was asked."""
    try:
        return Money(int(message["4"]), Currency.numbered(int(message["49"])))
    except (KeyError, ValueError, UnknownCurrency):
        return None


def _tell_gateway(waiting: NetworkMessage, outcome: Outcome, *, now: datetime) -> None:
    gateway.apply_outcome(operation_id=waiting.operation_id, outcome=outcome, now=now)


def _keep_aside(key: Key, *, connector: str, message: Message, now: datetime) -> InboundState:
    found = messages.with_key(key, connector=connector)
    state = InboundState.UNMATCHED
    if found is not None:
        state = _UNAWAITED[MessageState(found.state)]
    kept = _inbound(connector, message, now=now)
    kept.state, kept.message = state, found
    links.keep_inbound(kept)
    return state


def _inbound(connector: str, message: Message, *, now: datetime) -> InboundMessage:
    return InboundMessage(
        connector=connector,
        mti=message["t"],
        stan=message["11"],
        transmitted_at=matching.moment_of(message["7"], now=now),
        acquirer=message.get("32", ""),
        terminal=message.get("41", ""),
        response_code=message["39"],
        fields=without_secrets(message),
        received_at=now,
    )
