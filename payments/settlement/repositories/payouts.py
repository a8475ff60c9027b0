"""Payouts in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bankcore.db.transactions import requires_transaction
from payments.settlement.domain.states import PayoutState
from payments.settlement.models import Payout


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayout:
    """A row to be."""

    object_id: str
    merchant_pk: int
    currency: str
    amount_minor: int
    account_id: UUID
    ordered_by: str
    scheduled_for: date | None = None
    idempotency: UUID | None = None
    description: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@requires_transaction
def add(*, new: NewPayout, at: datetime) -> Payout:
    """Keep a payout that is still to be paid."""
    return Payout.objects.create(
        object_id=new.object_id,
        merchant_id=new.merchant_pk,
        currency=new.currency,
        amount_minor=new.amount_minor,
        account_id=new.account_id,
        scheduled_for=new.scheduled_for,
        idempotency=new.idempotency,
        description=new.description,
        metadata=dict(new.metadata),
        ordered_by=new.ordered_by,
        created_at=at,
    )


def of_idempotency(*, merchant_pk: int, key: UUID) -> Payout | None:
    """Return the payout that a request has made."""
    return Payout.objects.filter(merchant_id=merchant_pk, idempotency=key).first()


def is_scheduled(*, merchant_pk: int, currency: str, scheduled_for: date) -> bool:
    """Tell whether the schedule has paid out for this day already."""
    return Payout.objects.filter(
        merchant_id=merchant_pk, currency=currency, scheduled_for=scheduled_for
    ).exists()


def get(*, merchant_pk: int, object_id: str) -> Payout | None:
    """Return a payout of a merchant."""
    return Payout.objects.filter(merchant_id=merchant_pk, object_id=object_id).first()


@requires_transaction
def lock(*, merchant_pk: int, object_id: str) -> Payout | None:
    """Return a payout of a merchant, locked."""
    found = Payout.objects.select_for_update()
    return found.filter(merchant_id=merchant_pk, object_id=object_id).first()


@requires_transaction
def lock_pending(*, limit: int) -> list[Payout]:
    """Return payouts that wait to be paid, locked; those that another pays just now are left out."""
    waiting = Payout.objects.select_for_update(skip_locked=True)
    return list(waiting.filter(state=PayoutState.PENDING).order_by("id")[:limit])


@requires_transaction
def decide(
    row: Payout,
    *,
    state: PayoutState,
    at: datetime,
    txn_id: int | None = None,
    failure_code: str = "",
) -> Payout:
    """Keep how a payout has ended."""
    row.state, row.decided_at = state, at
    row.txn_id, row.failure_code = txn_id, failure_code
    row.save(update_fields=["state", "decided_at", "txn_id", "failure_code"])
    return row


def page(
    *,
    merchant_pk: int,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    state: PayoutState | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[list[Payout], bool]:
    """Return a merchant's payouts, newest first, and whether there are more that way.

    Those after one are older than it, those before one are newer. `until` is not among the times.
    """
    rows = Payout.objects.filter(merchant_id=merchant_pk)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if until is not None:
        rows = rows.filter(created_at__lt=until)
    if state is not None:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(pk__lt=_pk(merchant_pk, after))
    if before is not None:
        found = list(rows.filter(pk__gt=_pk(merchant_pk, before)).order_by("pk")[: limit + 1])
        return found[:limit][::-1], len(found) > limit
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], len(found) > limit


def _pk(merchant_pk: int, object_id: str) -> int:
    found = Payout.objects.filter(merchant_id=merchant_pk, object_id=object_id)
    return found.values_list("pk", flat=True).first() or 0
