"""Working on cases: taking, noting, attaching, deciding."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from risk.cases.domain.decisions import REASONS, CaseState, Outcome, due_within
from risk.cases.domain.events import CaseDecided
from risk.cases.domain.timeline import Deed
from risk.cases.models import Case, CaseFile, CaseNote
from risk.cases.repositories import cases
from risk.cases.services import opening
from risk.cases.services.opening import NotYours

_FILES: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
MOST_BYTES: Final = 5 * 1024 * 1024
_LONGEST_NOTE: Final = 4_000


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
    """Take the case that is due next and nobody's, and return its number; raises NothingOpen.

    Two who ask at once get two cases: what somebody is taking is passed over.
    """
    case = cases.next_open(
        kinds=opening.kinds_of(actor), levels=opening.levels_of(actor), actor=str(actor), at=now
    )
    if case is None:
        message = "No case waits."
        raise NothingOpen(message)
    _assign(case, actor, now)
    return case.pk


@needs("cases.work_case")
@use_case
def take(*, case_id: int, actor: Actor, now: datetime) -> None:
    """Take a case, from somebody else too; raises CaseNotFound, CaseOver and SecondLevel."""
    _assign(opening.workable(case_id, actor), actor, now)


@needs("cases.work_case")
@use_case
def note(*, case_id: int, text: str, actor: Actor, now: datetime) -> None:
    """Write something about a case; raises CaseNotFound and WrongNote."""
    case = opening.seen(case_id, actor)
    if not 0 < len(text.strip()) <= _LONGEST_NOTE:
        message = "A note has from 1 to 4,000 characters."
        raise WrongNote(message, field="text")
    cases.add_note(CaseNote(case=case, author=str(actor), text=text.strip(), written_at=now))
    opening.record(case, Deed.NOTED, actor, now)


@needs("cases.work_case")
@use_case
def attach(*, case_id: int, name: str, content: bytes, actor: Actor, now: datetime) -> None:
    """Keep a file about a case; raises CaseNotFound and WrongNote."""
    case = opening.seen(case_id, actor)
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
    opening.record(case, Deed.ATTACHED, actor, now, detail=media, media_type=media)


@needs("cases.work_case")
@use_case
def press(*, case_id: int, priority: int, actor: Actor, now: datetime) -> None:
    """Make a case more or less pressing; its time runs from now, and it is in the queue again.

    Raises CaseNotFound, CaseOver and SecondLevel.
    """
    case = opening.workable(case_id, actor)
    detail = f"priority {case.priority} to {priority}"
    case.priority, case.due_at, case.snoozed_until = priority, now + due_within(priority), None
    cases.save(case, "priority", "due_at", "snoozed_until")
    opening.record(case, Deed.PRESSED, actor, now, detail=detail, priority=priority)


@needs("cases.work_case")
@use_case
def decide(
    *, case_id: int, outcome: Outcome, reason_code: str, actor: Actor, now: datetime
) -> None:
    """Decide a case that is one's own; payments that wait for it go on or end, after commit.

    Raises CaseNotFound, CaseOver, SecondLevel, NotYours and CannotDecide.
    """
    case = opening.workable(case_id, actor)
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
    opening.record(
        case,
        Deed.DECIDED,
        actor,
        now,
        detail=f"{outcome}: {reason.words}",
        outcome=outcome,
        reason=reason_code,
    )
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


def _assign(case: Case, actor: Actor, now: datetime) -> None:
    case.assignee = str(actor)
    cases.save(case, "assignee")
    opening.record(case, Deed.TAKEN, actor, now)
