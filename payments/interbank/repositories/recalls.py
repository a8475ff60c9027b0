"""Recalls in the database."""

from __future__ import annotations

from datetime import date, datetime

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.items import Direction, InboundState, Network, RecallState
from payments.interbank.models import ExchangeFile, InboundItem, Item, Recall, Settlement


@requires_transaction
def lock_item(item_id: int) -> Item | None:
    """Return an own payment, locked."""
    return (
        Item.objects.select_for_update(no_key=True, of=("self",))
        .select_related("trace", "file")
        .filter(pk=item_id)
        .first()
    )


@requires_transaction
def lock(recall_id: int) -> Recall | None:
    """Return a recall, locked."""
    return (
        Recall.objects.select_for_update(no_key=True, of=("self",))
        .select_related("inbound")
        .filter(pk=recall_id)
        .first()
    )


def settled_on(file: ExchangeFile) -> date | None:
    """Return the business day on which a file's payments settled."""
    return (
        Settlement.objects.filter(reference=file.message_id)
        .values_list("business_date", flat=True)
        .first()
    )


def stands(item: Item) -> bool:
    """Tell whether a recall of an own payment waits, or has brought it back."""
    return item.recalls.exclude(state=RecallState.REFUSED).exists()


def is_known(case_id: str) -> bool:
    """Tell whether another bank's recall of this name has come."""
    return Recall.objects.filter(direction=Direction.IN, case_id=case_id).exists()


def stands_of_inbound(inbound: InboundItem) -> Recall | None:
    """Return the recall of a payment that waits, or has been followed."""
    return inbound.recalls.exclude(state=RecallState.REFUSED).first()


def inbound_of(*, message_id: str, transaction_id: str) -> InboundItem | None:
    """Return a payment to a customer by what its sender calls it."""
    return InboundItem.objects.filter(
        network=Network.SEPA, message_id=message_id, transaction_id=transaction_id
    ).first()


def is_credited(inbound: InboundItem) -> bool:
    """Tell whether a customer got the money."""
    return inbound.state == InboundState.CREDITED


@requires_transaction
def add(recall: Recall) -> None:
    """Keep a recall."""
    recall.save(force_insert=True)


@requires_transaction
def open_of_item(item: Item) -> Recall | None:
    """Return the recall of an own payment that waits for its answer, locked."""
    return (
        Recall.objects.select_for_update(no_key=True)
        .filter(item=item, state=RecallState.OPEN)
        .first()
    )


@requires_transaction
def open_of_case(*, case_id: str, transaction_id: str) -> Recall | None:
    """Return an own recall that waits for its answer: by its case, or by the payment; locked."""
    waiting = Recall.objects.select_for_update(no_key=True).filter(
        direction=Direction.OUT, transaction_id=transaction_id, state=RecallState.OPEN
    )
    return waiting.filter(case_id=case_id).first() if case_id else waiting.first()


@requires_transaction
def close(
    recall: Recall,
    state: RecallState,
    answer: ExchangeFile,
    *,
    at: datetime,
    refusal: str = "",
    txn_id: int | None = None,
    consent: str = "",
) -> None:
    """Note how a recall was answered; PostgreSQL refuses a second answer."""
    recall.state, recall.answer, recall.closed_at = state, answer, at
    recall.refusal, recall.txn_id = refusal, txn_id
    recall.consent = consent or recall.consent
    recall.save(update_fields=["state", "answer", "closed_at", "refusal", "txn_id", "consent"])


def overdue(*, day: date) -> list[int]:
    """Return others' recalls that should have been answered before this day."""
    return list(
        Recall.objects.filter(
            direction=Direction.IN, state=RecallState.OPEN, due_date__lt=day
        ).values_list("pk", flat=True)
    )
