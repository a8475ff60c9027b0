"""Opening a case to work on it, and what everything done about it leaves behind."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.errors import BankError
from risk.cases.domain.decisions import CaseKind, CaseState, Level
from risk.cases.domain.timeline import Deed
from risk.cases.models import Case, CaseEvent
from risk.cases.repositories import cases

_CRIME: Final = "cases.work_crime_case"
_ESCALATED: Final = "cases.work_escalated_case"


class CaseNotFound(BankError):
    """There is no such case, or it is of a kind that one may not work on."""

    code = "case_not_found"
    cure = "Look the case up in the queue again."
    status = 404


class CaseOver(BankError):
    """The case is decided, and stays as it was decided."""

    code = "case_over"
    cure = "Look at the case again; what came after it is in another case."
    status = 409


class NotYours(BankError):
    """The case is somebody else's."""

    code = "case_not_yours"
    cure = "Take the case over first, and say so to whoever has it."
    status = 409


class SecondLevel(BankError):
    """The case was escalated: those of the second level work on it, and not who escalated it."""

    code = "case_escalated"
    cure = "Leave it to a colleague of the second level; write a note if you know more."
    status = 409


def kinds_of(actor: Actor) -> tuple[CaseKind, ...]:
    """Return the kinds of cases that somebody may see and work on.

    Whoever looks after fraud does not learn whom the bank suspects of laundering.
    """
    return tuple(CaseKind) if actor.may(_CRIME) else (CaseKind.FRAUD,)


def levels_of(actor: Actor) -> tuple[Level, ...]:
    """Return the levels of cases that somebody may work on."""
    return tuple(Level) if actor.may(_ESCALATED) else (Level.FIRST,)


def seen(case_id: int, actor: Actor) -> Case:
    """Return a case that somebody may see, locked; raises CaseNotFound."""
    case = cases.get_locked(case_id)
    if case is None or case.kind not in kinds_of(actor):
        message = "There is no such case."
        raise CaseNotFound(message)
    return case


def undecided(case_id: int, actor: Actor) -> Case:
    """Return a case that nobody has decided, locked; raises CaseNotFound and CaseOver."""
    case = seen(case_id, actor)
    if case.state != CaseState.OPEN:
        message = "The case is decided."
        raise CaseOver(message)
    return case


def workable(case_id: int, actor: Actor) -> Case:
    """Return an open case of the actor's level, locked; raises the former's and SecondLevel."""
    case = undecided(case_id, actor)
    if case.level not in levels_of(actor) or case.escalated_by == str(actor):
        message = "The case is the second level's, and not whose who escalated it."
        raise SecondLevel(message)
    return case


def record(
    case: Case,
    deed: Deed,
    actor: Actor,
    now: datetime,
    *,
    detail: str = "",
    words: str | None = None,
    **told: object,
) -> None:
    """Put a deed on the timeline and into the audit trail; `words` are for the case alone."""
    cases.add_event(
        CaseEvent(
            case=case, deed=deed, actor=str(actor), detail=detail, words=words, happened_at=now
        )
    )
    audit.record(
        actor=actor,
        action=f"cases.case.{deed.name.lower()}",
        subject=f"case:{case.pk}",
        detail=told,
        at=now,
    )
