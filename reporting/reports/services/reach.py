"""Who may make and open which report."""

from __future__ import annotations

from bankcore.access import NotPermitted, require
from bankcore.actor import Actor
from reporting.reports.models import Run
from reporting.reports.services.catalogue import CATALOGUE

VIEW, PERSONS = "reports.view_run", "reports.read_persons"


def permission_of(name: str, *, names_persons: bool = True) -> str:
    """Return what opening a report takes beside the right to look at reports; empty: nothing.

    One that the catalogue knows no more is for who may read of persons, where it names any.
    """
    known = CATALOGUE.get(name)
    if known is not None:
        return known.permission
    return PERSONS if names_persons else ""


def beyond(actor: Actor) -> list[str]:
    """Return the names of the reports that are not for this actor."""
    return [
        name
        for name, each in CATALOGUE.items()
        if each.permission and not actor.may(each.permission)
    ]


def require_report(actor: Actor, name: str) -> None:
    """Let pass whoever a report is for; raises NotPermitted."""
    _whole_bank(actor)
    needed = permission_of(name)
    if needed:
        require(actor, needed)


def require_run(actor: Actor, run: Run) -> None:
    """Let pass whoever may open a run; raises NotPermitted."""
    require(actor, VIEW)
    _whole_bank(actor)
    needed = permission_of(run.report, names_persons=run.names_persons)
    if needed:
        require(actor, needed)


def _whole_bank(actor: Actor) -> None:
    if actor.rights.branch_code is not None and not actor.rights.everything:
        message = "Reports are of the whole bank, and not of a branch."
        raise NotPermitted(message)
