"""What leaves for a network next: written down as sent before a byte of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from bankcore.db.transactions import use_case
from payments.cards.domain import matching, requests
from payments.cards.domain.codec import Message
from payments.cards.domain.states import MessageState
from payments.cards.models import NetworkMessage
from payments.cards.repositories import links, messages, reversals
from payments.gateway import public as gateway
from payments.vault import public as vault

_MOST: Final = 50
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to be written now, but not after `not_after`; its card is with the vault."""

    message_id: int
    fields: Message
    token: str
    wants_code: bool = False
    proof: tuple[str, str] | None = field(default=None, repr=False)
    not_after: datetime | None = None


def nothing(_point: str) -> None:
    """Do nothing at a point of the way: tests stop the process there."""


@use_case
def claim_queued(
    *,
    connector: str,
    now: datetime,
    answer_within: timedelta,
    at: Callable[[str], None] = nothing,
) -> list[Outgoing]:
    """Return queued messages whose time is not over, with their numbers, written down as sent."""
    claimed = messages.claim(connector=connector, now=now, limit=_MOST)
    if not claimed:
        return []
    _number(claimed, connector=connector, now=now)
    for message in claimed:
        message.answer_by = message.deadline or now + answer_within
    messages.mark_sent(claimed)
    at("before_sent")
    asked = [message.operation_id for message in claimed if message.operation_id]
    proofs = gateway.proofs_of_payers(operations=asked)
    return [_outgoing(message, proofs) for message in claimed]


@use_case
def claim_reversals(
    *, connector: str, now: datetime, first_pause: timedelta = _FIRST_PAUSE
) -> list[Outgoing]:
    """Return stored reversals that are to be sent now: 0420 at first, then 0421, else the same."""
    due = reversals.claim_due(connector=connector, now=now, limit=_MOST)
    fresh = [stored.reversal for stored in due if not stored.reversal.stan]
    if fresh:
        _number(fresh, connector=connector, now=now)
        messages.mark_sent(fresh)
    found = []
    for stored in due:
        stored.tries += 1
        stored.next_at = now + min(first_pause * 2 ** min(stored.tries - 1, 12), _LONGEST_PAUSE)
        reversals.note_try(stored)
        message = stored.reversal
        mti = "0420" if stored.tries == 1 else "0421"
        fields = {**message.fields, "t": mti}
        found.append(Outgoing(message_id=message.pk, fields=fields, token=message.token))
    return found


@use_case
def hurry_reversals(*, connector: str, now: datetime) -> int:
    """Make every stored reversal due, after a connection was made; returns how many waited."""
    return reversals.hurry(connector=connector, at=now)


def with_card(outgoing: Outgoing) -> Message:
    """Return the fields with the card's number and expiry, which are in the vault alone.

    A reversal whose card the vault has destroyed goes without: DE90 says what it is about.
    Raises payments.vault.public.NoSuchCard for anything else.
    """
    try:
        card = vault.reveal(token=outgoing.token)
    except vault.NoSuchCard:
        if outgoing.fields["t"] in {"0420", "0421"}:
            return outgoing.fields
        raise
    told = requests.card(card.number, card.expiry_month, card.expiry_year)
    if outgoing.fields["t"] != "0100":
        del told["14"]
    return {**outgoing.fields, **told}


def _number(claimed: list[NetworkMessage], *, connector: str, now: datetime) -> None:
    """Give messages STAN, time and reference; a reversal keeps the reference of its original."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    first = links.take_numbers(connector=connector, day=moment.date(), count=len(claimed))
    for number, message in enumerate(claimed, start=first):
        stan, rrn = matching.numbered(number, moment)
        message.state, message.sent_at = MessageState.SENT, now
        message.stan, message.transmitted_at = stan, moment
        message.rrn = message.rrn or rrn
        message.fields |= requests.times(moment, stan=stan, rrn=message.rrn)


def _outgoing(
    message: NetworkMessage, proofs: Mapping[UUID, tuple[str, str]] | None = None
) -> Outgoing:
    return Outgoing(
        proof=(proofs or {}).get(message.operation_id) if message.operation_id else None,
        message_id=message.pk,
        fields=message.fields,
        token=message.token,
        wants_code=message.mti == "0100" and not message.recurring and message.original_id is None,
        not_after=message.answer_by,
    )
