"""The door of cases: alerts gathered into cases, and what people decide."""

from risk.cases.domain.decisions import (
    PRIORITIES,
    REASONS,
    CaseKind,
    CaseState,
    Level,
    Link,
    Outcome,
    Reason,
)
from risk.cases.services import alerts, clocks, opening, queue, reads, work
from risk.cases.services.opening import CaseNotFound, CaseOver, NotYours, SecondLevel
from risk.cases.services.queue import (
    AlreadyEscalated,
    NoReason,
    NoSuchColleague,
    WrongSnooze,
    WrongTag,
)
from risk.cases.services.work import CannotDecide, NothingOpen, WrongNote

raise_alert = alerts.raise_alert  # in the caller's use case
take_next = work.take_next  # a use case of its own, as all that follow
take = work.take
note = work.note
attach = work.attach
press = work.press
decide = work.decide
assign = queue.assign
tag = queue.tag
untag = queue.untag
snooze = queue.snooze
wake = queue.wake
escalate = queue.escalate
kinds_of = opening.kinds_of
levels_of = opening.levels_of
awake = reads.awake
overdue = reads.overdue
tell_overdue = clocks.tell_overdue  # a use case of its own
near = reads.near
about = reads.about
counts = reads.counts
opened_at = reads.opened_at

__all__ = [
    "PRIORITIES",
    "REASONS",
    "AlreadyEscalated",
    "CannotDecide",
    "CaseKind",
    "CaseNotFound",
    "CaseOver",
    "CaseState",
    "Level",
    "Link",
    "NoReason",
    "NoSuchColleague",
    "NotYours",
    "NothingOpen",
    "Outcome",
    "Reason",
    "SecondLevel",
    "WrongNote",
    "WrongSnooze",
    "WrongTag",
    "about",
    "assign",
    "attach",
    "awake",
    "counts",
    "decide",
    "escalate",
    "kinds_of",
    "levels_of",
    "near",
    "note",
    "opened_at",
    "overdue",
    "press",
    "raise_alert",
    "snooze",
    "tag",
    "take",
    "take_next",
    "tell_overdue",
    "untag",
    "wake",
]
