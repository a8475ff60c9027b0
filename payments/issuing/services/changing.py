"""A card's change from one state into another: kept, written down and told."""

from __future__ import annotations

from datetime import datetime

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from payments.issuing.domain import events
from payments.issuing.domain.states import CARD_CHANGES, CardState
from payments.issuing.models import Card
from payments.issuing.repositories import cards


class CannotChange(BankError):
    """The card is not in a state that can become the one that is asked for."""

    code = "card_cannot_change"
    cure = "Look at the card as it is now; what is final takes a new card."
    status = 409


@requires_transaction
def change(row: Card, state: CardState, reason: str, actor: Actor, now: datetime) -> Card:
    """Bring a locked card into a state that its table allows; into its own, nothing is done.

    Raises CannotChange.
    """
    before = CardState(row.state)
    if before is state:
        return row
    if state not in CARD_CHANGES[before]:
        raise cannot(row)
    cards.set_state(row, state, reason=reason, changed_by=str(actor), changed_at=now)
    audit.record(
        actor=actor,
        action=f"issuing.card.{state.lower()}",
        subject=f"card:{row.public_id}",
        detail={"before": before.value},
        reason=reason,
        at=now,
    )
    outbox.publish(
        events.CardStateChanged(card_id=str(row.public_id), before=before.value, after=state.value),
        subject=f"card:{row.public_id}",
        at=now,
    )
    return row


def cannot(row: Card) -> CannotChange:
    """Return the refusal of a change that the card's state does not allow."""
    message = f"The card is {row.state.lower()}."
    return CannotChange(message)
