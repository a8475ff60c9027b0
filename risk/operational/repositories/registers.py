"""Risks, controls and assessments, processes and tests, actions."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, OuterRef, QuerySet, Subquery

from bankcore.db.transactions import requires_transaction
from risk.operational.models import (
    Action,
    Assessment,
    BankProcess,
    Incident,
    Overdue,
    ProcessTest,
    Risk,
)

M = TypeVar("M", bound=Model)


class Due(NamedTuple):
    """Something that was to be done by a day."""

    kind: str
    about_id: int
    due_on: date
    title: str


@requires_transaction
def add(row: M) -> M:
    """Keep something new."""
    row.save(force_insert=True)
    return row


def risk(*, risk_id: int) -> Risk | None:
    """Return a risk."""
    return Risk.objects.filter(pk=risk_id).first()


def risk_called(title: str) -> bool:
    """Return whether there is a risk of this title."""
    return Risk.objects.filter(title=title).exists()


def has_controls(*, risk_id: int) -> bool:
    """Return whether anything is done about a risk."""
    return Risk.objects.filter(pk=risk_id, controls__isnull=False).exists()


def process(*, process_id: int) -> BankProcess | None:
    """Return a process."""
    return BankProcess.objects.filter(pk=process_id).first()


def process_called(name: str) -> bool:
    """Return whether there is a process of this name."""
    return BankProcess.objects.filter(name=name).exists()


def was_tested(*, process_id: int, since: date) -> bool:
    """Return whether a process was tested on this day or later."""
    return ProcessTest.objects.filter(process_id=process_id, tested_on__gte=since).exists()


def is_there(*, kind: str, about_id: int) -> bool:
    """Return whether there is such an incident, risk or test for an action to be about."""
    queries: dict[str, QuerySet[Any]] = {
        "incident": Incident.objects.all(),
        "risk": Risk.objects.all(),
        "test": ProcessTest.objects.all(),
    }
    return queries[kind].filter(pk=about_id).exists()


@requires_transaction
def action_locked(*, action_id: int) -> Action | None:
    """Return an action, and keep others from ending it."""
    return Action.objects.select_for_update(no_key=True).filter(pk=action_id).first()


@requires_transaction
def end_action(row: Action) -> None:
    """Keep what became of an action."""
    row.save(update_fields=["state", "outcome", "ended_by", "ended_at"])


def actions_overdue(*, day: date) -> int:
    """Return how many open actions were due before a day."""
    return Action.objects.filter(state=Action.State.OPEN, due_on__lt=day).count()


def newest_assessments() -> list[Assessment]:
    """Return the newest assessment of each risk."""
    newest = Assessment.objects.filter(risk=OuterRef("risk")).order_by("-id").values("pk")[:1]
    return list(Assessment.objects.filter(pk=Subquery(newest)).select_related("risk"))


def overdue(*, day: date) -> list[Due]:
    """Return everything that was due before a day and is not done."""
    actions = Action.objects.filter(state=Action.State.OPEN, due_on__lt=day).order_by("id")
    found = [Due("ACTION", each.pk, each.due_on, each.title) for each in actions]
    for process in BankProcess.objects.order_by("id"):
        last = process.tests.order_by("-tested_on").first()
        due_on = process.first_test_due if last is None else last.next_due
        if due_on < day:
            found.append(Due("TEST", process.pk, due_on, process.name))
    found += [
        Due("REVIEW", each.risk_id, each.review_on, each.risk.title)
        for each in newest_assessments()
        if each.review_on < day
    ]
    return found


def was_told(due: Due) -> bool:
    """Return whether somebody was told of this before."""
    return Overdue.objects.filter(kind=due.kind, about_id=due.about_id, due_on=due.due_on).exists()
