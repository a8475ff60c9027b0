"""Cases, and what was gathered in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q

from risk.cases.domain.decisions import CaseKind, CaseState, Level, Link
from risk.cases.models import Alert, Case, CaseEvent, CaseFile, CaseLink, CaseNote, CaseTag

_TELLING = 100  # links that more cases have in common say nothing


def alert_of(*, kind: CaseKind, source: str, reference: str) -> Alert | None:
    """Return the alert that was raised before."""
    return Alert.objects.filter(kind=kind, source=source, reference=reference).first()


def open_case(
    *, kind: CaseKind, subject: str, priority: int, at: datetime, within: timedelta
) -> Case:
    """Return the subject's open case, locked; made where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO cases_case (kind, subject, state, priority, assignee, opened_at, due_at,
              level, escalated_by, outcome, reason_code, decided_by)
            VALUES (%s, %s, 'OPEN', %s, '', %s, %s, 1, '', '', '', '')
            ON CONFLICT (kind, subject) WHERE state = 'OPEN' DO NOTHING""",
            [kind, subject, priority, at, at + within],
        )
    return Case.objects.select_for_update().get(kind=kind, subject=subject, state=CaseState.OPEN)


def add_alert(
    case: Case,
    *,
    kind: CaseKind,
    source: str,
    reference: str,
    reason: str,
    priority: int,
    at: datetime,
) -> Alert:
    """Add an alert, or return the same one that another transaction has raised meanwhile."""
    alert, _ = Alert.objects.get_or_create(
        kind=kind,
        source=source,
        reference=reference,
        defaults={"case": case, "reason": reason, "priority": priority, "raised_at": at},
    )
    return alert


def add_links(case: Case, links: Sequence[Link]) -> None:
    """Add what the case has to do with; what is there already stays."""
    rows = [CaseLink(case=case, entity=each.entity, name=each.name) for each in links if each.name]
    CaseLink.objects.bulk_create(rows, ignore_conflicts=True)


def get_locked(case_id: int) -> Case | None:
    """Lock a case."""
    return Case.objects.select_for_update().filter(pk=case_id).first()


def save(case: Case, *fields: str) -> None:
    """Save fields of a case."""
    case.save(update_fields=fields)


def add_note(note: CaseNote) -> None:
    """Add a note."""
    note.save(force_insert=True)


def add_file(file: CaseFile) -> None:
    """Add a file."""
    file.save(force_insert=True)


def add_event(event: CaseEvent) -> None:
    """Add what somebody did."""
    event.save(force_insert=True)


def tags(case: Case) -> list[str]:
    """Return the tags of a case."""
    return list(case.tags.order_by("name").values_list("name", flat=True))


def add_tag(case: Case, name: str) -> None:
    """Add a tag that the case does not have; the case is locked."""
    CaseTag.objects.create(case=case, name=name)


def remove_tag(case: Case, name: str) -> bool:
    """Take a tag away; False where the case has no such tag."""
    return bool(case.tags.filter(name=name).delete()[0])


def references(case: Case) -> list[str]:
    """Return what the case's alerts are about, each once."""
    found = case.alerts.order_by("reference").values_list("reference", flat=True)
    return list(found.distinct())


def near(case: Case, *, limit: int) -> list[tuple[Case, str, str]]:
    """Return cases with a link in common, with that link, the newest first.

    A link that a hundred cases have says nothing, and is left out.
    """
    own = CaseLink.objects.filter(case=case).values_list("entity", "name")
    found = []
    for entity, name in own:
        others = CaseLink.objects.filter(entity=entity, name=name).exclude(case=case)
        if others.count() < _TELLING:
            found += [(each.case, entity, name) for each in others.select_related("case")]
    return sorted(found, key=lambda each: -each[0].pk)[:limit]


def overdue(*, at: datetime) -> dict[str, int]:
    """Return how many open cases of each kind are past their time."""
    rows = Case.objects.filter(state=CaseState.OPEN, due_at__lt=at).values("kind")
    return {row["kind"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def past_their_time(*, at: datetime, limit: int) -> list[Case]:
    """Lock open cases past a time that nobody was told of yet, the latest first."""
    rows = Case.objects.filter(state=CaseState.OPEN, due_at__lt=at).exclude(
        overdue_told=F("due_at")
    )
    return list(rows.order_by("due_at", "id").select_for_update(skip_locked=True)[:limit])


def next_open(
    *, kinds: Sequence[CaseKind], levels: Sequence[Level], actor: str, at: datetime
) -> Case | None:
    """Lock the case that is due next, nobody's and awake, and that `actor` did not escalate."""
    rows = Case.objects.filter(
        awake(at), state=CaseState.OPEN, assignee="", kind__in=kinds, level__in=levels
    ).exclude(escalated_by=actor)
    return rows.order_by("due_at", "id").select_for_update(skip_locked=True).first()


def awake(at: datetime) -> Q:
    """Return what is so of cases that are not snoozed, or no longer."""
    return Q(snoozed_until=None) | Q(snoozed_until__lte=at)


def counts(*, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Return how many cases were opened and decided in a time, and how many are open now."""
    rows = Case.objects
    return (
        rows.filter(opened_at__gte=since, opened_at__lt=until).count(),
        rows.filter(decided_at__gte=since, decided_at__lt=until).count(),
        rows.filter(state=CaseState.OPEN).count(),
    )


def opened_at(case_id: int) -> datetime | None:
    """Return when a case was opened."""
    return Case.objects.filter(pk=case_id).values_list("opened_at", flat=True).first()


def about(case_id: int) -> tuple[str, str] | None:
    """Return a case's kind and subject."""
    return Case.objects.filter(pk=case_id).values_list("kind", "subject").first()
