"""Alerts in the database."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count

from bankcore.alerts.models import SecurityAlert, State
from bankcore.db.transactions import requires_transaction


@requires_transaction
def lock_scan() -> None:
    """Let only one process look at the trail at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7301, 11)")


def latest(*, kind: str, subjects: list[str]) -> dict[str, SecurityAlert]:
    """Return the newest alert of this kind about each of these subjects, by subject."""
    found = SecurityAlert.objects.filter(kind=kind, subject__in=subjects).order_by("id")
    return {each.subject: each for each in found}


@requires_transaction
def get_locked(alert_id: int) -> SecurityAlert | None:
    """Return the alert, locked."""
    return SecurityAlert.objects.select_for_update().filter(pk=alert_id).first()


@requires_transaction
def lock_open(*, kind: str, subject: str) -> SecurityAlert | None:
    """Return the alert of this kind about this subject that nobody has closed, locked."""
    found = SecurityAlert.objects.filter(kind=kind, subject=subject).exclude(state=State.CLOSED)
    return found.select_for_update().first()


def open_subjects(*, kind: str) -> set[str]:
    """Return whom there is an alert of this kind about that nobody has closed."""
    found = SecurityAlert.objects.filter(kind=kind).exclude(state=State.CLOSED)
    return set(found.values_list("subject", flat=True))


@requires_transaction
def add(alert: SecurityAlert) -> SecurityAlert:
    """Add an alert."""
    alert.save(force_insert=True)
    return alert


@requires_transaction
def save_count(alert: SecurityAlert) -> None:
    """Save what was counted anew."""
    alert.save(update_fields=["summary", "count", "last_at", "last_entry"])


@requires_transaction
def save_handling(alert: SecurityAlert) -> None:
    """Save who handles it and what was found."""
    alert.save(update_fields=["state", "handler", "handled_at", "finding"])


def count_unhandled() -> dict[str, int]:
    """Return how many alerts nobody has closed, by severity."""
    waiting = SecurityAlert.objects.exclude(state=State.CLOSED)
    return dict(waiting.values_list("severity").annotate(Count("id")))
