"""Ending the bank's block of a card: asked for by one person, done when another agrees."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import requires_transaction, use_case
from payments.issuing.domain.states import CardState
from payments.issuing.models import Card
from payments.issuing.repositories import cards
from payments.issuing.services import changing, finding

KIND: Final = "issuing.unblock"
_REASON: Final = 300  # as much as the card's own history keeps; the request has all of it


@needs("issuing.block_card")
@use_case
def request_unblock(
    *, card_id: UUID, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to end the bank's block of a card, for a reason that both read.

    Blocking takes one person, for it must be quick; freeing takes two, for whoever has a blocked
    card would profit by it. Raises finding.CardNotFound, changing.CannotChange,
    approvals.ReasonMissing and approvals.AlreadyRequested.
    """
    row = _blocked(card_id, actor)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"card:{row.public_id}",
            payload={"card": str(row.public_id), "last4": row.last4},
            reason=approvals.stated(reason),
        ),
        actor=actor,
        now=now,
    )


@requires_transaction
def execute_unblock(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """End the block, in the transaction in which that is approved.

    The card is as its customer had left it, frozen where it was frozen. Raises
    finding.CardNotFound, and changing.CannotChange where the card is no longer blocked.
    """
    row = _blocked(UUID(str(request.payload["card"])), actor)
    changing.change(row, cards.state_before(row), request.reason[:_REASON], actor, now)
    return f"card:{row.public_id}"


def _blocked(card_id: UUID, actor: Actor) -> Card:
    row = finding.locked(card_id, actor=actor)
    if row.state != CardState.BLOCKED:
        raise changing.cannot(row)
    return row
