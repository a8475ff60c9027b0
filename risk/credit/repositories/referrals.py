"""Applications that wait for a person, and decisions that two people overrode."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from risk.credit.models import CreditDecisionRecord, Override, Referral


def add(decision: CreditDecisionRecord, *, at: datetime) -> None:
    """Put a decision in the queue."""
    Referral.objects.create(decision=decision, queued_at=at)


def was_referred(decision: CreditDecisionRecord) -> bool:
    """Return whether the decision is in the queue, or was."""
    return Referral.objects.filter(decision=decision).exists()


def get_locked(referral_id: int) -> Referral | None:
    """Lock a referral that waits."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("decision")
    return rows.filter(pk=referral_id, closed_at=None).first()


def take(referral: Referral, *, by: str) -> None:
    """Note who looks at it."""
    referral.taken_by = by
    referral.save(update_fields=["taken_by"])


def close(*, reference: str, as_what: str, by: str, at: datetime) -> None:
    """Take an application out of the queue, where it waits."""
    rows = Referral.objects.filter(decision__reference=reference, closed_at=None)
    rows.update(closed_at=at, closed_by=by, closed_as=as_what)


def waiting() -> int:
    """Return how many wait."""
    return Referral.objects.filter(closed_at=None).count()


def add_override(override: Override) -> None:
    """Add an override."""
    override.save(force_insert=True)


def is_overridden(decision: CreditDecisionRecord) -> bool:
    """Return whether two people decided otherwise already."""
    return Override.objects.filter(decision=decision).exists()


def outcomes(*, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many decisions there were of each outcome."""
    rows = CreditDecisionRecord.objects.filter(decided_at__gte=since, decided_at__lt=until)
    return {
        row["outcome"]: row["count"] for row in rows.values("outcome").annotate(count=Count("pk"))
    }


def overrides(*, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many of these decisions were overridden, by the outcome that was overridden."""
    rows = Override.objects.filter(decision__decided_at__gte=since, decision__decided_at__lt=until)
    counted = rows.values("decision__outcome").annotate(count=Count("pk"))
    return {row["decision__outcome"]: row["count"] for row in counted}
