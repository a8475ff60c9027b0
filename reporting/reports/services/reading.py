"""Reading what was made: runs, their documents and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.conf import settings

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.errors import BankError
from reporting.reports.domain import comparing, kept_documents, pdf_files
from reporting.reports.domain.comparing import Difference
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.definitions import Report
from reporting.reports.domain.documents import Document
from reporting.reports.domain.views import Download, FileView, RunState, RunView
from reporting.reports.models import Run, RunFile
from reporting.reports.repositories import runs
from reporting.reports.services import reach
from reporting.reports.services.catalogue import CATALOGUE

_ASKED: Final = {
    approvals.State.REQUESTED: RunState.ASKED,
    approvals.State.APPROVED: RunState.ASKED,
    approvals.State.REFUSED: RunState.REFUSED,
    approvals.State.EXPIRED: RunState.EXPIRED,
    approvals.State.EXECUTED: RunState.RELEASED,
}


class RunNotFound(BankError):
    """There is no such run of a report, or it has no such file."""

    code = "report_run_not_found"
    cure = "Choose one of the list of runs."
    status = 404


class FilesNotKept(BankError):
    """The time is over for which the files of a run are kept, or it never had any."""

    code = "report_files_not_kept"
    cure = "Make the report again: it is the same where the warehouse still has that version."
    status = 409


class NotReleased(BankError):
    """A report that two people release has not been released."""

    code = "report_not_released"
    cure = "Ask for its release. Until then there is a draft, which says so on every page."
    status = 409


def run(*, run_id: int, actor: Actor) -> RunView:
    """Return a run; raises RunNotFound and NotPermitted."""
    return view(found(run_id, actor))


def document(*, run_id: int, actor: Actor) -> Document:
    """Return what a run says; raises RunNotFound, FilesNotKept and NotPermitted."""
    return kept_documents.read(_content(found(run_id, actor), RunFile.Kind.DOCUMENT)[1])


def file(*, run_id: int, kind: str, actor: Actor) -> Download:
    """Return a file of a run that may go out.

    Raises RunNotFound, FilesNotKept, NotReleased and NotPermitted.
    """
    row = found(run_id, actor)
    if row.is_releasable and row.state != Run.State.RELEASED:
        message = f"{row} has not been released."
        raise NotReleased(message)
    if kind == RunFile.Kind.DOCUMENT:
        raise RunNotFound(_unknown(run_id))
    kept, content = _content(row, kind)
    return Download(name=kept.name, media_type=kept.media_type, content=content)


def draft(*, run_id: int, actor: Actor) -> Download:
    """Return a run on paper that says on every page that it is a draft.

    Raises RunNotFound, FilesNotKept and NotPermitted.
    """
    row = found(run_id, actor)
    of = kept_documents.read(_content(row, RunFile.Kind.DOCUMENT)[1])
    content = pdf_files.render(cover_of(row), of, draft=True)
    name = f"draft-{row.report}-{row.day}-run-{row.pk}.pdf"
    return Download(name=name, media_type="application/pdf", content=content)


def compare(*, run_id: int, other_id: int, actor: Actor) -> list[Difference]:
    """Return what the second run says otherwise than the first, figure by figure.

    Raises RunNotFound, FilesNotKept and NotPermitted.
    """
    before = document(run_id=run_id, actor=actor)
    return comparing.differences(before, document(run_id=other_id, actor=actor))


def beside(*, run_id: int, actor: Actor) -> list[RunView]:
    """Return other runs of the same report with the same parameters, those of its day first."""
    return [view(each) for each in runs.beside(found(run_id, actor))]


def found(run_id: int, actor: Actor) -> Run:
    """Return the row of a run that the actor may open; raises RunNotFound and NotPermitted."""
    row = runs.get(run_id=run_id)
    if row is None:
        raise RunNotFound(_unknown(run_id))
    reach.require_run(actor, row)
    return row


def cover(
    report: Report,
    *,
    day: date,
    version: int,
    known_at: datetime,
    chosen: Mapping[str, str],
    code: str,
) -> Cover:
    """Return what stands at the head of a report's files."""
    titles = {each.name: each.title for each in report.parameters}
    return Cover(
        title=report.title,
        words=report.words,
        bank=settings.BANK_NAME,
        day=day,
        version=version,
        known_at=known_at,
        chosen=tuple((titles.get(name, name), told) for name, told in sorted(chosen.items())),
        code=code,
    )


def cover_of(row: Run) -> Cover:
    """Return what stands at the head of a run's files."""
    assert row.load_id is not None  # noqa: S101 - held by the table, of what was made
    assert row.known_at is not None  # noqa: S101
    known = CATALOGUE.get(row.report)
    report = known or Report(
        name=row.report, title=row.title, family=row.family, words="", make=_gone
    )
    made = cover(
        report,
        day=row.day,
        version=row.load_id,
        known_at=row.known_at,
        chosen=row.parameters,
        code=row.code,
    )
    return replace(made, title=row.title)


def view(row: Run) -> RunView:
    """Return what others see of a run."""
    state, words = RunState(row.state), ""
    if row.request is not None and row.state == Run.State.MADE:
        request = approvals.get(request_id=row.request)
        state, words = _ASKED[request.state], request.decision_reason or request.reason
    later = row.restated_by.first() if row.state == Run.State.RELEASED else None
    return RunView(
        run_id=row.pk,
        report=row.report,
        title=row.title,
        family=row.family,
        day=row.day,
        parameters=row.parameters,
        load=row.load_id,
        known_at=row.known_at,
        code=row.code,
        ties=row.ties,
        held=row.held,
        warnings=row.warnings,
        state=state,
        failure=row.failure,
        made_by=row.made_by,
        made_at=row.made_at,
        keep_until=row.keep_until,
        is_kept=row.purged_at is None and row.state != Run.State.FAILED,
        is_releasable=row.is_releasable,
        names_persons=row.names_persons,
        request_id=row.request,
        words=words,
        released_by=row.released_by,
        released_at=row.released_at,
        restates=row.restates_id,
        restated_by=None if later is None else later.pk,
        files=tuple(
            FileView(
                kind=each.kind,
                name=each.name,
                media_type=each.media_type,
                size=each.size,
                sha256=each.sha256,
            )
            for each in runs.files(run_id=row.pk)
        ),
    )


def _content(row: Run, kind: str) -> tuple[RunFile, bytes]:
    kept = runs.file(run_id=row.pk, kind=kind)
    if kept is None:
        if row.state == Run.State.FAILED:
            message = f"{row} could not be made, and has no files."
            raise FilesNotKept(message)
        raise RunNotFound(_unknown(row.pk))
    content = runs.content(file=kept)
    if content is None:
        message = f"The files of {row} were kept until {row.keep_until}."
        raise FilesNotKept(message)
    return kept, content


def _gone(_inputs: object) -> Document:
    raise NotImplementedError


def _unknown(run_id: int) -> str:
    return f"There is no such run or file: {run_id}."
