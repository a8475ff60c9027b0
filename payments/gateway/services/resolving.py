"""How disputes end: what a representment comes to, and what networks say without one."""

from __future__ import annotations

from datetime import datetime

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.disputes import DisputeEvent, DisputeStage, dispute_after
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OPEN, OperationKind
from payments.gateway.domain.states import OperationEvent
from payments.gateway.models import Dispute, Operation, PaymentIntent
from payments.gateway.repositories import disputes, intents, operations
from payments.gateway.services import dispute_views, making, telling, transitions

_OF_REPRESENTMENT = {
    OperationEvent.APPROVED: DisputeEvent.WON,
    OperationEvent.DECLINED: DisputeEvent.LOST,
    OperationEvent.REVERSED: DisputeEvent.LOST,
    OperationEvent.NOT_SENT: DisputeEvent.NOT_BROUGHT,
}


@requires_transaction
def move(row: Dispute, event: DisputeEvent, *, now: datetime) -> None:
    """Move a dispute whose payment is locked; raises transitions.NotInThisState."""
    after = dispute_after(DisputeStage(row.stage), event)
    if after is None:
        message = f"The dispute is {row.stage.lower()}."
        raise transitions.NotInThisState(message)
    ended = after not in {DisputeStage.NEEDS_RESPONSE, DisputeStage.UNDER_REVIEW}
    disputes.change(row, stage=after, decided_at=now if ended else None)


@requires_transaction
def decide(row: PaymentIntent, dispute: Dispute, event: DisputeEvent, at: Moment) -> None:
    """End a dispute that has not ended: what is won comes back to the merchant."""
    operation = dispute.representment
    if operation is None and event is DisputeEvent.WON:
        operation = _represent(row, dispute, at)
    if operation is None or operation.state not in OPEN:
        move(dispute, event, now=at.now)
        tell("charge.dispute.closed", row, dispute, at)
        return
    won = event is DisputeEvent.WON
    verdict = OperationEvent.APPROVED if won else OperationEvent.DECLINED
    transitions.move_operation(operation, verdict, intent=row, actor=at.actor, now=at.now)
    follow(row, operation, verdict, at)


@requires_transaction
def follow(row: PaymentIntent, operation: Operation, event: OperationEvent, at: Moment) -> None:
    """Do to the dispute what the outcome of its representment, already applied, brings."""
    dispute = disputes.of_operation(operation.pk)
    ending = _OF_REPRESENTMENT.get(event)
    if dispute is None or ending is None:
        return
    if event is OperationEvent.APPROVED:
        intents.count(row, disputed=operation.excess_minor - operation.amount_minor)
    if dispute_after(DisputeStage(dispute.stage), ending) is None:
        return
    move(dispute, ending, now=at.now)
    if ending is DisputeEvent.NOT_BROUGHT:
        disputes.change(dispute, representment=None)
    else:
        tell("charge.dispute.closed", row, dispute, at)


def tell(kind: str, row: PaymentIntent, dispute: Dispute, at: Moment) -> None:
    """Record a dispute's event for the merchant."""
    telling.tell_of_dispute(kind, dispute_views.view(dispute), intent=row, now=at.now)


def _represent(row: PaymentIntent, dispute: Dispute, at: Moment) -> Operation:
    """Write down what the network gives back by itself."""
    original = dispute.chargeback.original
    assert original is not None  # noqa: S101 - PostgreSQL: every chargeback has one
    order = making.of_original(OperationKind.REPRESENTMENT, original, dispute.amount_minor)
    made = making.write(row, order, actor=at.actor, now=at.now)
    operations.change(made, excess_minor=dispute.excess_minor)
    disputes.change(dispute, representment=made)
    return made
