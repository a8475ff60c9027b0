"""Keeping the queue: whose a case is, its tags, when it comes back, who is asked next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from risk.cases.domain.decisions import Level
from risk.cases.domain.timeline import MOST_TAGS, Deed, is_tag
from risk.cases.repositories import cases
from risk.cases.services import opening

_WORK: Final = "cases.work_case"
_LONGEST: Final = 500


class NoSuchColleague(BankError):
    """There is no member of staff of this name who may work on the case."""

    code = "case_colleague_unknown"
    cure = "Give the user name of somebody whose role works on such cases, or nobody's."


class WrongTag(BankError):
    """A tag is a word of small letters, digits and hyphens; a case has ten at most."""

    code = "case_tag_refused"
    cure = "Write up to 30 small letters, digits and hyphens, or take a tag away first."


class WrongSnooze(BankError):
    """A case sleeps until a time to come, and not past the one by which it must be decided."""

    code = "case_not_snoozed"
    cure = "Choose a time before the case is due, or change its priority first."


class AlreadyEscalated(BankError):
    """The case is the second level's already."""

    code = "case_escalated_before"
    cure = "Write a note for whoever has it."
    status = 409


class NoReason(BankError):
    """An escalation says why, in at most 500 characters."""

    code = "case_reason_missing"
    cure = "Say in up to 500 characters what the second level is to decide, and why not you."


@needs(_WORK)
@use_case
def assign(*, case_id: int, username: str, actor: Actor, now: datetime) -> None:
    """Give a case to a colleague, or with no name back to nobody.

    Raises CaseNotFound, CaseOver, SecondLevel and NoSuchColleague.
    """
    case = opening.workable(case_id, actor)
    if not username:
        case.assignee = ""
        cases.save(case, "assignee")
        opening.record(case, Deed.PUT_BACK, actor, now)
        return
    user_id = identity.user_id_of(username=username)
    colleague = None if user_id is None else identity.staff_actor(user_id=user_id)
    if (
        colleague is None
        or not colleague.may(_WORK)
        or case.kind not in opening.kinds_of(colleague)
        or case.level not in opening.levels_of(colleague)
        or case.escalated_by == str(colleague)
    ):
        message = "Nobody of this name may work on this case."
        raise NoSuchColleague(message, field="username")
    case.assignee = str(colleague)
    cases.save(case, "assignee")
    opening.record(
        case, Deed.ASSIGNED, actor, now, detail=f"to {colleague}", assignee=str(colleague)
    )


@needs(_WORK)
@use_case
def tag(*, case_id: int, name: str, actor: Actor, now: datetime) -> None:
    """Tag a case; a tag that it has stays. Raises CaseNotFound, CaseOver and WrongTag."""
    case = opening.undecided(case_id, actor)
    known = cases.tags(case)
    if not is_tag(name) or (name not in known and len(known) >= MOST_TAGS):
        message = "This is no tag, or the case has ten."
        raise WrongTag(message, field="name")
    if name not in known:
        cases.add_tag(case, name)
        opening.record(case, Deed.TAGGED, actor, now, detail=name, tag=name)


@needs(_WORK)
@use_case
def untag(*, case_id: int, name: str, actor: Actor, now: datetime) -> None:
    """Take a tag away; raises CaseNotFound, CaseOver and WrongTag."""
    case = opening.undecided(case_id, actor)
    if not cases.remove_tag(case, name):
        message = "The case has no such tag."
        raise WrongTag(message, field="name")
    opening.record(case, Deed.UNTAGGED, actor, now, detail=name, tag=name)


@needs(_WORK)
@use_case
def snooze(*, case_id: int, until: datetime, actor: Actor, now: datetime) -> None:
    """Keep a case out of the queue until a time; it comes back by itself, and whose it is stays.

    Raises CaseNotFound, CaseOver, SecondLevel and WrongSnooze.
    """
    case = opening.workable(case_id, actor)
    if not now < until <= case.due_at:
        due = f"{case.due_at:%d %B, %H:%M} UTC"
        message = f"A case sleeps until a time after now and no later than it is due, {due}."
        raise WrongSnooze(message, field="until")
    case.snoozed_until = until
    cases.save(case, "snoozed_until")
    opening.record(
        case, Deed.SNOOZED, actor, now, detail=f"until {until:%d %B %Y, %H:%M} UTC",
        until=until.isoformat(),
    )  # fmt: skip


@needs(_WORK)
@use_case
def wake(*, case_id: int, actor: Actor, now: datetime) -> None:
    """Have a snoozed case in the queue again; raises CaseNotFound, CaseOver and SecondLevel."""
    case = opening.workable(case_id, actor)
    if case.snoozed_until is not None:
        case.snoozed_until = None
        cases.save(case, "snoozed_until")
        opening.record(case, Deed.WOKEN, actor, now)


@needs(_WORK)
@use_case
def escalate(*, case_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Give a case to the second level, where it is nobody's; who does so cannot decide it.

    Raises CaseNotFound, CaseOver, AlreadyEscalated and NoReason.
    """
    case = opening.undecided(case_id, actor)
    if case.level == Level.SECOND:
        message = "The case is escalated already."
        raise AlreadyEscalated(message)
    words = reason.strip()
    if not 0 < len(words) <= _LONGEST:
        message = "An escalation has a reason of 1 to 500 characters."
        raise NoReason(message, field="reason")
    case.level, case.escalated_by = Level.SECOND, str(actor)
    case.assignee, case.snoozed_until = "", None
    cases.save(case, "level", "escalated_by", "assignee", "snoozed_until")
    opening.record(case, Deed.ESCALATED, actor, now, detail="to the second level", words=words)
