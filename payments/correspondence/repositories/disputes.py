"""Disputes in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bankcore.db.transactions import requires_transaction
from payments.correspondence.domain.disputes import DisputeState
from payments.correspondence.models import Dispute

_DECIDED = ("state", "ground", "decided_by", "decided_at", "refund_txn_id")


def account_pk(public_id: UUID) -> int:
    """Return the number of an account's row."""
    model: Any = Dispute._meta.get_field("account").related_model  # noqa: SLF001 - documented
    return int(model.objects.values_list("pk", flat=True).get(public_id=public_id))


@requires_transaction
def add(row: Dispute) -> bool:
    """Add a dispute; returns False where the entry is disputed already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if of_entry(account_id=row.account.public_id, entry=row.entry) is not None:
            return False
        raise
    return True


def of_entry(*, account_id: UUID, entry: int) -> Dispute | None:
    """Return the dispute of an entry that was not withdrawn."""
    rows = Dispute.objects.filter(account__public_id=account_id, entry=entry)
    return rows.exclude(state=DisputeState.WITHDRAWN).select_related("account", "thread").first()


def of_thread(thread_id: int) -> Dispute | None:
    """Return the dispute that a thread is about."""
    return (
        Dispute.objects.select_related("account", "thread", "customer")
        .filter(thread=thread_id)
        .first()
    )


def page(*, customer_id: UUID, limit: int) -> list[Dispute]:
    """Return the customer's disputes, the newest first."""
    rows = Dispute.objects.filter(customer__public_id=customer_id)
    return list(rows.select_related("account", "thread").order_by("-id")[:limit])


def get(public_id: UUID) -> Dispute | None:
    """Return a dispute with its account, thread and customer."""
    rows = Dispute.objects.select_related("account", "thread", "customer")
    return rows.filter(public_id=public_id).first()


@requires_transaction
def lock(public_id: UUID) -> Dispute | None:
    """Return a dispute with its account, thread and customer, locked."""
    rows = Dispute.objects.select_related("account", "thread__customer", "customer")
    return rows.filter(public_id=public_id).select_for_update(no_key=True, of=("self",)).first()


@requires_transaction
def erase(customer_id: UUID) -> int:
    """Empty the texts of the entries that a closed customer disputed; returns how many."""
    rows = Dispute.objects.filter(customer__public_id=customer_id, narrative__isnull=False)
    return rows.update(narrative=None)


@requires_transaction
def take(row: Dispute, *, by: str) -> None:
    """Note who looks into it."""
    row.state, row.assignee = DisputeState.UNDER_REVIEW, by
    row.save(update_fields=["state", "assignee"])


@requires_transaction
def ask(row: Dispute, *, request_id: int) -> None:
    """Note which request a second person decides on."""
    row.request_id = request_id
    row.save(update_fields=["request_id"])


@requires_transaction
def decide(
    row: Dispute,
    state: DisputeState,
    *,
    by: str,
    at: datetime,
    ground: str = "",
    refund_txn_id: int | None = None,
) -> None:
    """Note how it ended."""
    row.state, row.ground, row.refund_txn_id = state, ground, refund_txn_id
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=_DECIDED)
