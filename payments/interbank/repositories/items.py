"""Payments between banks in the database: claimed in sets, moved in sets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.interbank.domain.items import ItemKind, ItemState, Network
from payments.interbank.models import Correction, ExchangeFile, InboundItem, Item, TraceNumber


@requires_transaction
def add_many(items: Sequence[Item]) -> None:
    """Add items; one for a payment or operation that has one already is left out."""
    Item.objects.bulk_create(items, ignore_conflicts=True)


@requires_transaction
def add(item: Item) -> None:
    """Add an item; raises IntegrityError where its operation has one."""
    item.save(force_insert=True)


def payments_taken(transaction_ids: Collection[int]) -> set[int]:
    """Return which of these payments have an item."""
    found = Item.objects.filter(payment_txn_id__in=transaction_ids)
    return {each for each in found.values_list("payment_txn_id", flat=True) if each is not None}


def earlier_of_mandate(reference: str) -> bool:
    """Tell whether something has been collected under this mandate and not failed."""
    return (
        Item.objects.filter(mandate_reference=reference, kind=ItemKind.DEBIT)
        .exclude(state__in=[ItemState.REJECTED, ItemState.CANCELLED])
        .exists()
    )


@requires_transaction
def claim(*, network: Network, kind: ItemKind, limit: int) -> list[Item]:
    """Return queued items of one due date, the earliest, that nobody else is working on."""
    queued = Item.objects.filter(network=network, kind=kind, state=ItemState.QUEUED)
    first = queued.order_by("due_date", "id").values_list("due_date", flat=True).first()
    if first is None:
        return []
    return list(
        queued.select_for_update(skip_locked=True, no_key=True)
        .filter(due_date=first)
        .order_by("id")[:limit]
    )


@requires_transaction
def new_traces(*, network: Network, count: int) -> list[TraceNumber]:
    """Return numbers that nobody has had; what they are on the wire is set by name_traces."""
    return TraceNumber.objects.bulk_create([TraceNumber(network=network) for _ in range(count)])


@requires_transaction
def name_traces(traces: Sequence[TraceNumber]) -> None:
    """Set the numbers; raises IntegrityError where one was given out before."""
    TraceNumber.objects.bulk_update(traces, ["number"], batch_size=1_000)


@requires_transaction
def put_in_file(items: Sequence[Item], file: ExchangeFile, *, due: date, at: datetime) -> None:
    """Note that the items travel in the file, under their traces."""
    for item in items:
        item.file, item.due_date, item.state, item.changed_at = file, due, ItemState.IN_FILE, at
    Item.objects.bulk_update(
        items, ["file", "trace", "due_date", "state", "changed_at"], batch_size=1_000
    )


@requires_transaction
def lock_of_file(file: ExchangeFile) -> list[Item]:
    """Return the file's items, locked."""
    return list(
        Item.objects.select_for_update(no_key=True, of=("self",))
        .select_related("trace")
        .filter(file=file)
        .order_by("id")
    )


@requires_transaction
def lock_of_traces(*, network: Network, traces: Collection[str]) -> dict[str, Item]:
    """Return items by what they are called on the wire, locked."""
    found = (
        Item.objects.select_for_update(no_key=True, of=("self",))
        .select_related("trace")
        .filter(network=network, trace__number__in=traces)
        .order_by("id")
    )
    return {item.trace.number: item for item in found if item.trace}


@requires_transaction
def lock_of_operation(operation_id: UUID) -> Item | None:
    """Return the item of an operation, locked."""
    return Item.objects.select_for_update(no_key=True).filter(operation_id=operation_id).first()


def of_operation(operation_id: UUID) -> Item | None:
    """Return the item of an operation."""
    return Item.objects.filter(operation_id=operation_id).first()


@requires_transaction
def move(item: Item, state: ItemState, *, at: datetime, reason: str = "") -> None:
    """Move an item; PostgreSQL refuses what is no way to go."""
    item.state, item.changed_at = state, at
    if reason:
        item.reason = reason[:4]
    item.save(update_fields=["state", "changed_at", "reason"])


@requires_transaction
def move_many(items: Sequence[Item], state: ItemState, *, at: datetime) -> None:
    """Move items together."""
    Item.objects.filter(pk__in=[each.pk for each in items]).update(state=state, changed_at=at)


@requires_transaction
def note_return(item: Item, *, reference: str, back_txn_id: int | None) -> None:
    """Keep by which message the item came back, and what gave the money back."""
    item.return_reference, item.back_txn_id = reference, back_txn_id
    item.save(update_fields=["return_reference", "back_txn_id"])


def files_due(*, network: Network, day: date) -> list[int]:
    """Return the files that have acknowledged items due by `day`."""
    return list(
        Item.objects.filter(network=network, state=ItemState.ACKNOWLEDGED, due_date__lte=day)
        .order_by("file_id")
        .values_list("file_id", flat=True)
        .distinct()
    )


@requires_transaction
def lock_due(*, file_id: int, day: date) -> list[Item]:
    """Return the file's acknowledged items that are due, locked."""
    return list(
        Item.objects.select_for_update(no_key=True)
        .filter(file_id=file_id, state=ItemState.ACKNOWLEDGED, due_date__lte=day)
        .order_by("id")
    )


@requires_transaction
def add_inbound(items: Sequence[InboundItem]) -> None:
    """Add what came in; raises IntegrityError for what has been worked on."""
    InboundItem.objects.bulk_create(items)


@requires_transaction
def add_correction(item: Item, *, code: str, corrected: str, at: datetime) -> bool:
    """Keep what a payer's bank says is changed; False where that is known."""
    if Correction.objects.filter(item=item, code=code).exists():
        return False
    Correction.objects.create(item=item, code=code, corrected=corrected, created_at=at)
    return True
