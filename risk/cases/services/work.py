"""Working on cases: taking, noting, attaching, deciding."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from risk.cases.domain.decisions import REASONS, CaseKind, CaseState, Outcome, due_within
from risk.cases.domain.events import CaseDecided
from risk.cases.models import Case, CaseFile, CaseNote
from risk.cases.repositories import cases

_CRIME: Final = "cases.work_crime_case"
_FILES: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
MOST_BYTES: Final = 5 * 1024 * 1024
_LONGEST_NOTE: Final = 4_000


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


class CannotDecide(BankError):
    """The reason does not go with the outcome."""

    code = "case_not_decided"
    cure = "Choose a reason that goes with the outcome."


class WrongNote(BankError):
    """A note is empty or too long, or a file is no PDF, PNG or JPEG of at most 5 MiB."""

    code = "case_note_refused"
    cure = "Write up to 4,000 characters; attach a PDF, PNG or JPEG of up to 5 MiB."


class NothingOpen(BankError):
    """No case waits that is nobody's."""

    code = "no_case_waits"
    cure = "Look at the queue later."
    status = 404


@needs("cases.work_case")
@use_case
def take_next(*, actor: Actor, now: datetime) -> int:
    """Take the most pressing case that is nobody's, and return its number; raises NothingOpen."""
    case = cases.next_open(kinds=kinds_of(actor))
    if case is None:
        message = "No case waits."
        raise NothingOpen(message)
    _assign(case, actor, now)
    return case.pk


@needs("cases.work_case")
@use_case
def take(*, case_id: int, actor: Actor, now: datetime) -> None:
    """Take a case, from somebody else too; raises CaseNotFound and CaseOver."""
    _assign(_open(case_id, actor), actor, now)


@needs("cases.work_case")
@use_case
def note(*, case_id: int, text: str, actor: Actor, now: datetime) -> None:
    """Write something about a case; raises CaseNotFound and WrongNote."""
    case = _locked(case_id, actor)
    if not 0 < len(text.strip()) <= _LONGEST_NOTE:
        message = "A note has from 1 to 4,000 characters."
        raise WrongNote(message, field="text")
    cases.add_note(CaseNote(case=case, author=str(actor), text=text.strip(), written_at=now))
    _record(case, "noted", {}, actor, now)


@needs("cases.work_case")
@use_case
def attach(*, case_id: int, name: str, content: bytes, actor: Actor, now: datetime) -> None:
    """Keep a file about a case; raises CaseNotFound and WrongNote."""
    case = _locked(case_id, actor)
    media = next((found for start, found in _FILES.items() if content.startswith(start)), "")
    if not media or len(content) > MOST_BYTES:
        message = "The file is no PDF, PNG or JPEG of at most 5 MiB."
        raise WrongNote(message, field="file")
    cases.add_file(
        CaseFile(
            case=case, name=name[:100], media_type=media, content=content,
            sha256=hashlib.sha256(content).hexdigest(), added_by=str(actor), added_at=now,
        )
    )  # fmt: skip
    _record(case, "attached", {"media_type": media}, actor, now)


@needs("cases.work_case")
@use_case
def press(*, case_id: int, priority: int, actor: Actor, now: datetime) -> None:
    """Make a case more or less pressing; its time runs from now. Raises CaseNotFound, CaseOver."""
    case = _open(case_id, actor)
    case.priority, case.due_at = priority, now + due_within(priority)
    cases.save(case, "priority", "due_at")
    _record(case, "pressed", {"priority": priority}, actor, now)


@needs("cases.work_case")
@use_case
def decide(
    *, case_id: int, outcome: Outcome, reason_code: str, actor: Actor, now: datetime
) -> None:
    """Decide a case that is one's own; payments that wait for it go on or end, after commit.

    Raises CaseNotFound, CaseOver, NotYours and CannotDecide.
    """
    case = _open(case_id, actor)
    if case.assignee != str(actor):
        message = "Only who has taken the case decides it."
        raise NotYours(message)
    reason = REASONS.get(reason_code)
    if reason is None or outcome not in reason.outcomes:
        message = "This reason does not go with this outcome."
        raise CannotDecide(message, field="reason_code")
    case.state, case.outcome, case.reason_code = CaseState.DECIDED, outcome, reason_code
    case.decided_by, case.decided_at = str(actor), now
    cases.save(case, "state", "outcome", "reason_code", "decided_by", "decided_at")
    _record(case, "decided", {"outcome": outcome, "reason": reason_code}, actor, now)
    outbox.publish(
        CaseDecided(
            kind=case.kind,
            references=tuple(cases.references(case)),
            outcome=outcome,
            reason=reason_code,
            is_fraud=reason.is_fraud,
            decided_by=str(actor),
        ),
        subject=f"case:{case.pk}",
        at=now,
    )


def kinds_of(actor: Actor) -> tuple[CaseKind, ...]:
    """Return the kinds of cases that somebody may see and work on.

    Whoever looks after fraud does not learn whom the bank suspects of laundering.
    """
    return tuple(CaseKind) if actor.may(_CRIME) else (CaseKind.FRAUD,)


def _locked(case_id: int, actor: Actor) -> Case:
    case = cases.get_locked(case_id)
    if case is None or case.kind not in kinds_of(actor):
        message = "There is no such case."
        raise CaseNotFound(message)
    return case


def _open(case_id: int, actor: Actor) -> Case:
    case = _locked(case_id, actor)
    if case.state != CaseState.OPEN:
        message = "The case is decided."
        raise CaseOver(message)
    return case


def _assign(case: Case, actor: Actor, now: datetime) -> None:
    case.assignee = str(actor)
    cases.save(case, "assignee")
    _record(case, "taken", {}, actor, now)


def _record(case: Case, what: str, detail: dict[str, object], actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor, action=f"cases.case.{what}", subject=f"case:{case.pk}", detail=detail, at=now
    )
