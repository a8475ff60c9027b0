"""Scorecards and decisions in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max

from risk.credit.domain.applications import Application, CreditDecision, Policy
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
    *, application: Application, policy: Policy, decision: CreditDecision, at: datetime
) -> CreditDecisionRecord:
    """Keep a decision, with the facts and the rules that it was made on."""
    return CreditDecisionRecord.objects.create(
        reference=application.reference,
        subject=application.subject,
        outcome=decision.outcome,
        reasons=list(decision.reasons),
        lost=list(decision.lost),
        facts=_plain(asdict(application), without=("reference", "subject")),
        policy=_plain(asdict(policy)),
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


def decision_of(reference: str) -> CreditDecisionRecord | None:
    """Return the newest decision about an application."""
    return CreditDecisionRecord.objects.filter(reference=reference).order_by("-id").first()


def decisions_about(subject: str) -> list[CreditDecisionRecord]:
    """Return the decisions about somebody, the oldest first."""
    return list(CreditDecisionRecord.objects.filter(subject=subject).order_by("id"))


def _plain(values: dict[str, Any], *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if name not in without
    }
