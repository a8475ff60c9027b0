"""Disputes and their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.gateway.domain.disputes import DisputeNotice, DisputeStage
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.views import PageOf
from payments.gateway.models import Dispute, DisputeEvidence, Operation
from payments.gateway.repositories import paging

_OPEN = (DisputeStage.NEEDS_RESPONSE, DisputeStage.UNDER_REVIEW)


@requires_transaction
def add(row: Dispute) -> None:
    """Add a dispute. Raises IntegrityError for a notice that has come before."""
    row.save(force_insert=True)


@requires_transaction
def add_evidence(rows: Sequence[DisputeEvidence]) -> None:
    """Add what a merchant brings."""
    for row in rows:
        row.save(force_insert=True)


@requires_transaction
def change(row: Dispute, **values: Any) -> None:
    """Change a dispute whose payment is locked."""
    Dispute.objects.filter(pk=row.pk).update(**values)
    row.refresh_from_db(fields=list(values))


def of_notice(*, connector: str, name: str) -> Dispute | None:
    """Return the dispute that this notice made."""
    return _whole().filter(connector=connector, notice_key=name).first()


def of_operation(operation: int) -> Dispute | None:
    """Return the dispute of a representment."""
    return _whole().filter(representment_id=operation).first()


def open_of(intent: int) -> Dispute | None:
    """Return the payment's newest dispute that is not decided."""
    return _whole().filter(intent_id=intent, stage__in=_OPEN).order_by("-pk").first()


def get(*, merchant: int, object_id: str) -> Dispute | None:
    """Return the merchant's dispute."""
    return _whole().filter(merchant_id=merchant, object_id=object_id).first()


def page(*, merchant: int, intent: str | None, part: PageOf) -> tuple[Sequence[Dispute], bool]:
    """Return a page of the merchant's disputes, newest first, and whether there are more."""
    rows = _whole().filter(merchant_id=merchant)
    return paging.page(rows.filter(intent__object_id=intent) if intent else rows, part)


def evidence_of(disputes: Sequence[int]) -> dict[int, list[DisputeEvidence]]:
    """Return by dispute what was brought, oldest first."""
    found: dict[int, list[DisputeEvidence]] = {}
    for row in DisputeEvidence.objects.filter(dispute_id__in=disputes).order_by("pk"):
        found.setdefault(row.dispute_id, []).append(row)
    return found


def disputed(notice: DisputeNotice) -> Operation | None:
    """Return an operation of the payment that a notice is about, a capture before others."""
    rows = Operation.objects.filter(connector=notice.connector)
    if notice.operation_id is not None:
        return rows.filter(public_id=notice.operation_id).first()
    named = [each for each in (notice.network_reference, notice.arn) if each]
    found = rows.filter(
        Q(kind=OperationKind.CAPTURE) | Q(kind=OperationKind.AUTHORISE),
        network_reference__in=named,
    )
    return found.order_by("-kind", "-pk").first()


def _whole() -> QuerySet[Dispute]:
    parts = ("merchant", "intent", "chargeback", "chargeback__original", "representment")
    return Dispute.objects.select_related(*parts)
