"""Disputes as the plain values that others are given."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.money import Currency, Money
from payments.gateway.domain.disputes import DisputeStage
from payments.gateway.domain.views import DisputeView, EvidenceView
from payments.gateway.models import Dispute, DisputeEvidence
from payments.gateway.repositories import disputes


def view(row: Dispute) -> DisputeView:
    """Return a dispute as it stands."""
    return views_of([row])[0]


def views_of(rows: Sequence[Dispute]) -> list[DisputeView]:
    """Return disputes as they stand, with one more query for all of them."""
    brought = disputes.evidence_of([row.pk for row in rows])
    return [_view(row, brought.get(row.pk, [])) for row in rows]


def _view(row: Dispute, brought: Sequence[DisputeEvidence]) -> DisputeView:
    unit = Currency.of(row.currency)
    original = row.chargeback.original
    return DisputeView(
        object_id=row.object_id,
        intent=row.intent.object_id,
        charge=original.object_id if original else "",
        stage=DisputeStage(row.stage),
        reason=row.reason,
        amount=Money(row.amount_minor, unit),
        excess=Money(row.excess_minor, unit),
        due_at=row.due_at,
        created_at=row.created_at,
        decided_at=row.decided_at,
        evidence=tuple(
            EvidenceView(
                kind=each.kind,
                text=each.text or "",
                file_name=each.file_name,
                content_type=each.content_type,
                added_at=each.added_at,
            )
            for each in brought
        ),
    )
