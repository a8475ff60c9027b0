"""The door of cases: alerts gathered into cases, and what people decide."""

from risk.cases.domain.decisions import (
    PRIORITIES,
    REASONS,
    CaseKind,
    CaseState,
    Link,
    Outcome,
    Reason,
)
from risk.cases.services import alerts, clocks, reads, work
from risk.cases.services.work import (
    CannotDecide,
    CaseNotFound,
    CaseOver,
    NothingOpen,
    NotYours,
    WrongNote,
)

raise_alert = alerts.raise_alert  # in the caller's use case
take_next = work.take_next  # a use case of its own, as all that follow
take = work.take
note = work.note
attach = work.attach
press = work.press
decide = work.decide
kinds_of = work.kinds_of
overdue = reads.overdue
tell_overdue = clocks.tell_overdue  # a use case of its own
near = reads.near
about = reads.about
counts = reads.counts
opened_at = reads.opened_at

__all__ = [
    "PRIORITIES",
    "REASONS",
    "CannotDecide",
    "CaseKind",
    "CaseNotFound",
    "CaseOver",
    "CaseState",
    "Link",
    "NotYours",
    "NothingOpen",
    "Outcome",
    "Reason",
    "WrongNote",
    "about",
    "attach",
    "counts",
    "decide",
    "kinds_of",
    "near",
    "note",
    "opened_at",
    "overdue",
    "press",
    "raise_alert",
    "take",
    "take_next",
    "tell_overdue",
]
