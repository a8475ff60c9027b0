"""The bank's own cards at its own merchants: no network carries what the issuer here decides."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from bankcore import clock
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.gateway import public as gateway
from payments.gateway.public import Capabilities, Health, InstrumentKind, OperationKind, Verdict
from payments.issuing.domain.answers import Merchant, Reason, Reference
from payments.issuing.domain.cards import Channel
from payments.issuing.domain.clearing import Presentment
from payments.issuing.repositories import authorisations
from payments.issuing.services import authorising, clearing
from payments.vault import public as vault

ACTOR: Final = Actor.system("connector.own_cards")
_NETWORK: Final = "own"
# The gateway's stable codes; what is not here is declined without a reason.
_DECLINES: Final = {
    Reason.UNKNOWN_CARD: "incorrect_number",
    Reason.WRONG_EXPIRY: "invalid_expiry",
    Reason.EXPIRED: "expired_card",
    Reason.LOST: "lost_card",
    Reason.STOLEN: "stolen_card",
    Reason.ONLINE_OFF: "transaction_not_allowed",
    Reason.ABROAD_OFF: "transaction_not_allowed",
    Reason.CURRENCY: "currency_not_supported",
    Reason.AMOUNT: "invalid_amount",
    Reason.DAY_LIMIT: "card_velocity_exceeded",
    Reason.MONTH_LIMIT: "card_velocity_exceeded",
    Reason.FUNDS: "insufficient_funds",
    Reason.SUSPECTED: "fraudulent",
    Reason.TO_CONFIRM: "authentication_required",
}


class OwnCards:
    """What is asked is decided in `enqueue`; the rest is booked on both sides by `perform`."""

    capabilities = Capabilities(
        instruments=frozenset({InstrumentKind.CARD}), several_captures=True, inquiry=True
    )

    @requires_transaction
    def enqueue(self, order: gateway.Order, *, now: datetime) -> None:
        """Decide about an authorisation; what changes one waits for `perform`."""
        if order.kind is OperationKind.AUTHORISE:
            _ask(order, now)

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Apply what was decided."""
        del seconds
        self.inquire(operation_id, now=clock.now())

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Apply what was decided; what either side does not book is declined on both."""
        try:
            _decide(operation_id=operation_id, now=now)
        except BankError as refusal:
            declined = gateway.Outcome(
                verdict=Verdict.DECLINED, code="transaction_not_allowed", detail=str(refusal)
            )
            gateway.record_outcome(operation_id=operation_id, outcome=declined, now=now)

    def health(self, *, now: datetime) -> Health:
        """Tell that the bank is there."""
        del now
        return Health(is_up=True)


@use_case
def _decide(*, operation_id: UUID, now: datetime) -> None:
    order = gateway.lock_order(operation_id=operation_id)
    if order is None:
        return
    outcome = _answered(order) if order.kind is OperationKind.AUTHORISE else _followed(order, now)
    gateway.apply_outcome(operation_id=operation_id, outcome=outcome, now=now)


@sensitive_variables()
def _ask(order: gateway.Order, now: datetime) -> None:
    card = vault.reveal(token=order.instrument.reference)
    authorising.authorise_within(
        request=authorising.Request(
            reference=_reference(order.operation_id),
            amount=order.amount,
            channel=Channel.ONLINE,
            merchant=Merchant(
                name=order.acceptor.name,
                category=order.acceptor.category,
                country=order.acceptor.country,
            ),
            number=card.number,
            expiry=(card.expiry_year, card.expiry_month),
        ),
        actor=ACTOR,
        now=now,
    )


def _answered(order: gateway.Order) -> gateway.Outcome:
    """Return what was decided; of a number that no card of the bank has, nothing is kept."""
    row = authorisations.find(_reference(order.operation_id))
    reason = Reason.UNKNOWN_CARD if row is None else Reason(row.reason)
    if row is None or reason is not Reason.APPROVED:
        return gateway.Outcome(
            verdict=Verdict.DECLINED,
            code=_DECLINES.get(reason, "do_not_honor"),
            raw_code=row.response_code if row else "14",
        )
    return gateway.Outcome(
        verdict=Verdict.APPROVED,
        raw_code=row.response_code,
        network_reference=f"OWN{row.rrn}",
        authorisation_code=row.approval_code,
    )


def _followed(order: gateway.Order, now: datetime) -> gateway.Outcome:
    """Book a capture or a refund, or take the authorisation back, with the issuer."""
    assert order.original is not None  # noqa: S101 - all but an authorisation change one
    authorisation = _reference(order.original.operation_id)
    if order.kind is OperationKind.VOID:
        clearing.reverse_within(reference=authorisation, actor=ACTOR, now=now)
    else:
        clearing.present_within(
            presentment=Presentment(
                authorisation=authorisation,
                reference=f"own-{order.operation_id.hex}",
                amount=order.amount,
                is_final=order.is_final,
                is_credit=order.kind is OperationKind.REFUND,
            ),
            actor=ACTOR,
            now=now,
        )
    return gateway.Outcome(
        verdict=Verdict.APPROVED, network_reference=f"OWN{order.operation_id.hex[:12]}"
    )


def _reference(operation_id: UUID) -> Reference:
    """Return the name of the gateway's authorisation, as a network would give it one."""
    return Reference(network=_NETWORK, rrn=operation_id.hex[:12], stan=operation_id.hex[12:18])


CONNECTOR: Final = OwnCards()
