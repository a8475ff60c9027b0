"""Held payments in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from bankcore.db import arrays
from bankcore.db.transactions import requires_transaction
from bankcore.ledger import public as ledger
from payments.domain.held import WAITING, HeldState
from payments.models import HeldPayment

_OF_REQUESTS: Final = """
SELECT h.id FROM payments_heldpayment h
JOIN unnest(%s::smallint[], %s::uuid[]) AS asked (source, request_key)
  USING (source, request_key)"""
_ENDING = ("state", "txn_id", "refusal_code", "ended_at", "ended_by", "as_ordinary")


def of_requests(requests: Sequence[ledger.RequestKey]) -> dict[tuple[int, UUID], HeldPayment]:
    """Return what was held or declined before, by its request's key."""
    keys = sorted({(int(each.source), each.key) for each in requests})
    with connection.cursor() as cursor:
        sources = arrays.written(source for source, _ in keys)
        cursor.execute(_OF_REQUESTS, [sources, arrays.written(key for _, key in keys)])
        ids = [row[0] for row in cursor.fetchall()]
    # Nearly every request is new, and no row is made of it.
    found = HeldPayment.objects.filter(id__in=ids) if ids else ()
    return {(row.source, row.request_key): row for row in found}


@requires_transaction
def add(row: HeldPayment) -> bool:
    """Add it; returns False where another has held the same request meanwhile."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if of_requests([_request(row)]):
            return False
        raise
    return True


def _request(row: HeldPayment) -> ledger.RequestKey:
    return ledger.RequestKey(ledger.KeySource(row.source), row.request_key, bytes(row.request_hash))


def get(*, public_id: UUID) -> HeldPayment | None:
    """Return the held payment with this id."""
    return HeldPayment.objects.filter(public_id=public_id).first()


def waiting_of(account_ids: Sequence[UUID]) -> list[HeldPayment]:
    """Return those of these accounts that wait, the newest first; their money is set aside."""
    found = HeldPayment.objects.filter(account_id__in=account_ids, state__in=WAITING)
    return list(found.order_by("-id"))


@requires_transaction
def get_locked(*, reference: str) -> HeldPayment | None:
    """Return the held payment by risk's name for it, locked."""
    return HeldPayment.objects.select_for_update().filter(reference=reference).first()


@requires_transaction
def ready_locked(*, account_id: UUID, minor: int, currency: str) -> HeldPayment | None:
    """Return cash of this amount that the payer may have now, the oldest first, locked."""
    found = HeldPayment.objects.filter(
        account_id=account_id, amount_minor=minor, currency=currency, state=HeldState.READY
    )
    return found.order_by("id").select_for_update(skip_locked=True).first()


def references_due(*, at: datetime, limit: int) -> list[str]:
    """Return those whose time is over."""
    found = HeldPayment.objects.filter(state__in=WAITING, expires_at__lte=at).order_by("expires_at")
    return list(found.values_list("reference", flat=True)[:limit])


def undoable_until(*, at: datetime, limit: int) -> list[UUID]:
    """Return those whose payers can no longer take them back."""
    found = HeldPayment.objects.filter(state=HeldState.UNDOABLE, expires_at__lte=at)
    return list(found.order_by("expires_at").values_list("public_id", flat=True)[:limit])


@requires_transaction
def get_locked_by_id(*, public_id: UUID) -> HeldPayment | None:
    """Return the held payment with this id, locked."""
    return HeldPayment.objects.select_for_update().filter(public_id=public_id).first()


@requires_transaction
def save_end(row: HeldPayment) -> None:
    """Save what became of it."""
    row.save(update_fields=_ENDING)


@requires_transaction
def save_ready(row: HeldPayment) -> None:
    """Save that its payer may come for it, until a time."""
    row.save(update_fields=("state", "expires_at"))
