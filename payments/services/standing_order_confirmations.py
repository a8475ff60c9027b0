"""Asking customers to confirm what they want of a standing order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.identity import public as identity
from payments.domain.standing_orders import StandingOrderChange, StandingOrderTerms
from payments.services import standing_order_consents as consents
from payments.services import standing_orders


@needs("payments.give_standing_order")
def ask_for_new(
    *, terms: StandingOrderTerms, actor: Actor, now: datetime
) -> identity.ConfirmationView:
    """Ask the customer to confirm a new order.

    Raises what standing_orders.create raises of its terms, and what identity.ask_confirmation does.
    """
    checked = standing_orders.checked(terms, int(actor.id))
    return identity.ask_confirmation(consent=consents.of_new(checked), actor=actor, now=now)


@needs("payments.give_standing_order")
def ask_for_change(
    *, order_id: UUID, wanted: StandingOrderChange, actor: Actor, now: datetime
) -> identity.ConfirmationView:
    """Ask the customer to confirm a change of their order.

    Raises StandingOrderNotFound, and what identity.ask_confirmation raises.
    """
    row = standing_orders.found(order_id, int(actor.id))
    consent = consents.of_change(row, wanted)
    return identity.ask_confirmation(consent=consent, actor=actor, now=now)


@needs("payments.give_standing_order")
def ask_for_resumption(*, order_id: UUID, actor: Actor, now: datetime) -> identity.ConfirmationView:
    """Ask the customer to confirm that an order pays again, which signs it too.

    Raises StandingOrderNotFound, and what identity.ask_confirmation raises.
    """
    row = standing_orders.found(order_id, int(actor.id))
    consent = consents.of_resumption(row)
    return identity.ask_confirmation(consent=consent, actor=actor, now=now)
