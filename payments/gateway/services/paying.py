"""A payer pays on the bank's page: one payment a session, however often the form is sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from bankcore.actor import Actor
from payments.gateway.domain.checkout import SessionView
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.payers import CardNumber, NewMethod
from payments.gateway.domain.views import ConfirmOrder, IntentOrder, IntentView
from payments.gateway.services import checkout, intents, payment_methods

PAGE = Actor.system("checkout")
_PAID = frozenset({IntentState.SUCCEEDED, IntentState.REQUIRES_CAPTURE})


@sensitive_variables()
def pay(
    *,
    session: SessionView,
    card: CardNumber,
    holder: str,
    attempt: UUID,
    return_url: str,
    address: str,
    now: datetime,
) -> IntentView:
    """Pay a session by a card and return its payment; several steps, each of them repeatable.

    `attempt` names the form that was sent: the same form again tries nothing again. Raises what
    making a payment method and confirming a payment raise, and SessionNotOpen.
    """
    merchant = session.merchant
    intent = intents.create(
        merchant=merchant,
        order=IntentOrder(
            amount=session.amount,
            payer=session.payer_id,
            description=session.description,
            metadata=session.metadata,
        ),
        idempotency=UUID(session.object_id.partition("_")[2]),
        actor=PAGE,
        now=now,
    )
    checkout.tie_payment(session=session.object_id, intent=intent.object_id, now=now)
    method = payment_methods.create_method(
        merchant=merchant,
        new=NewMethod(details=card, holder_name=holder),
        request_id=attempt,
        actor=PAGE,
        now=now,
    )
    paid = intents.confirm(
        merchant=merchant,
        intent=intent.object_id,
        order=ConfirmOrder(payment_method=method.object_id, return_url=return_url, address=address),
        idempotency=attempt,
        actor=PAGE,
        now=now,
    )
    return settled(session=session, intent=paid, now=now)


def payment_of(*, session: SessionView, now: datetime) -> IntentView | None:
    """Return the payment of a session as it stands, and complete the session with it."""
    if session.intent_id is None:
        return None
    found = intents.get(merchant=session.merchant, intent=session.intent_id, actor=PAGE)
    return settled(session=session, intent=found, now=now)


def settled(*, session: SessionView, intent: IntentView, now: datetime) -> IntentView:
    """Complete a session whose payment is done, and return the payment."""
    if intent.state in _PAID:
        checkout.complete_session(session=session.object_id, now=now)
    return intent
