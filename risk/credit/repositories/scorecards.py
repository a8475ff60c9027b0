"""Scorecards and decisions in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Max

from risk.credit.domain.applications import Application, CreditDecision
from risk.credit.models import CreditDecisionRecord, ScorecardVersion

_LOCK = 7_442


def next_number(name: str) -> int:
    """Return the number of the next version; versions of a name are made one after another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, name])
    found: int | None = ScorecardVersion.objects.filter(name=name).aggregate(last=Max("number"))[
        "last"
    ]
    return (found or 0) + 1


def add(version: ScorecardVersion) -> ScorecardVersion:
    """Add a version."""
    version.save(force_insert=True)
    return version


def get_locked(version_id: int) -> ScorecardVersion | None:
    """Lock a version."""
    return ScorecardVersion.objects.select_for_update().filter(pk=version_id).first()


def in_use(name: str, *, locked: bool = False) -> ScorecardVersion | None:
    """Return the version in use."""
    rows = ScorecardVersion.objects.filter(name=name, state="IN_USE")
    return (rows.select_for_update() if locked else rows).first()


def save(version: ScorecardVersion, *fields: str) -> None:
    """Save fields of a version."""
    version.save(update_fields=fields)


def add_decision(
    *, application: Application, decision: CreditDecision, lost: tuple[str, ...], at: datetime
) -> None:
    """Keep a decision."""
    CreditDecisionRecord.objects.create(
        reference=application.reference,
        subject=application.subject,
        outcome=decision.outcome,
        reasons=list(decision.reasons),
        lost=list(lost),
        points=decision.points,
        pd=None if decision.pd is None else Decimal(f"{decision.pd:.8f}"),
        scorecard=decision.scorecard,
        decided_at=at,
    )


def latest_pds(references: Sequence[str]) -> dict[str, tuple[Decimal, str]]:
    """Return by reference the probability of the newest decision that has one, and its card."""
    rows = CreditDecisionRecord.objects.filter(reference__in=references, pd__isnull=False)
    told = rows.order_by("id").values_list("reference", "pd", "scorecard")
    return {reference: (pd, scorecard) for reference, pd, scorecard in told if pd is not None}


def points_since(name: str, since: datetime) -> list[int]:
    """Return the points of the decisions since a time."""
    rows = CreditDecisionRecord.objects.filter(
        scorecard__startswith=f"{name} ", decided_at__gte=since, points__isnull=False
    )
    return [each for each in rows.values_list("points", flat=True) if each is not None]
