"""Releasing a report by two people: only then does it leave the bank."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from reporting.reports.domain.views import RunState
from reporting.reports.models import Run
from reporting.reports.repositories import runs
from reporting.reports.services import reach, reading
from reporting.reports.services.reading import FilesNotKept, RunNotFound

KIND: Final = "reports.release"


class CannotRelease(BankError):
    """A run is not one that can be released: of a report for inside, untied, released or older."""

    code = "report_cannot_be_released"
    cure = "Make it anew from the newest version of the warehouse, and see what it does not tie to."
    status = 409


@needs("reports.release_report")
@use_case
def request_release(
    *, run_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to release a run; what they release is bound to its files' hashes.

    Raises RunNotFound, NotPermitted, FilesNotKept, CannotRelease, approvals.AlreadyRequested
    and -ReasonMissing.
    """
    row = _locked(run_id)
    reach.require_run(actor, row)
    _check(row)
    reason = approvals.stated(reason)
    asked = approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"report run:{row.pk}",
            payload={
                "run": row.pk,
                "report": row.title,
                "day": row.day.isoformat(),
                "load": row.load_id,
                "files": runs.hashes(run_id=row.pk),
            },
            reason=reason,
        ),
        actor=actor,
        now=now,
    )
    row.request = asked.request_id
    runs.save_release(row)
    return asked


def execute_release(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Release the run, in the use case of who approves; an earlier release is restated by it.

    Raises NotPermitted, FilesNotKept and CannotRelease, where it has changed meanwhile.
    """
    runs.lock()
    row = _locked(int(str(request.payload["run"])))
    reach.require_run(actor, row)
    _check(row)
    if runs.hashes(run_id=row.pk) != request.payload["files"]:
        message = f"The files of {row} are not those that were asked for."
        raise CannotRelease(message)
    before = _released_before(row)
    row.state, row.request = Run.State.RELEASED, request.request_id
    row.released_by, row.released_at, row.restates = str(actor), now, before
    runs.save_release(row)
    audit.record(
        actor=actor,
        action="reports.run.restated" if before else "reports.run.released",
        subject=f"report:{row.report}",
        detail={
            "run": row.pk,
            "day": row.day.isoformat(),
            "restates": None if before is None else before.pk,
            "files": runs.hashes(run_id=row.pk),
        },
        at=now,
    )
    return f"report run:{row.pk}"


def _locked(run_id: int) -> Run:
    row = runs.get_locked(run_id=run_id)
    if row is None:
        message = f"There is no such run: {run_id}."
        raise RunNotFound(message)
    return row


def _check(row: Run) -> None:
    """Let pass what can be released: of whole figures, and newer than what was released before."""
    if row.purged_at is not None or row.state == Run.State.FAILED:
        message = f"{row} has no files."
        raise FilesNotKept(message)
    why = ""
    if not row.is_releasable:
        why = "is for inside the bank and is not released"
    elif row.state == Run.State.RELEASED:
        why = "has been released already"
    elif not row.ties:
        why = "does not tie to the ledger"
    else:
        before = _released_before(row)
        if before is not None and before.pk > row.pk:
            why = f"is older than run {before.pk}, which has been released"
    if why:
        message = f"{row} {why}."
        raise CannotRelease(message)


def _released_before(row: Run) -> Run | None:
    return runs.released(report=row.report, day=row.day, parameters=row.parameters).first()


def is_askable(row: Run) -> bool:
    """Tell whether somebody may ask for the release of a run now."""
    return (
        row.is_releasable
        and row.state == Run.State.MADE
        and row.ties
        and row.purged_at is None
        and reading.view(row).state is not RunState.ASKED
    )
