"""Producing a report: made, written as files, and kept with all that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.runtime import code
from reporting.reports.domain import csv_files, kept_documents, parameters, pdf_files, workbooks
from reporting.reports.domain.covers import Cover
from reporting.reports.domain.definitions import Report
from reporting.reports.domain.parameters import Chosen
from reporting.reports.domain.views import RunView
from reporting.reports.models import Run, RunFile
from reporting.reports.repositories import runs
from reporting.reports.repositories.runs import NewFile
from reporting.reports.services import catalogue, making, reach, reading
from reporting.warehouse import public as warehouse

_LONGEST_KEY: Final = 120
_KEPT: Final = "application/octet-stream"
_PDF: Final = "application/pdf"
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_Kind = RunFile.Kind


class ReportNotMade(BankError):
    """A report could not be made: its own code failed."""

    code = "report_not_made"
    cure = "Tell the bank's developers the sentence above: it names what failed."
    status = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A wish for a report. `given` are its parameters as text, `key` tells wishes apart.

    It is made as known now, or at the moment `known`, or after the load `load` of the warehouse.
    """

    report: str
    day: date
    key: str
    known: datetime | None = None
    load: int | None = None
    given: Mapping[str, str] = field(default_factory=dict)


@needs("reports.make_report")
def produce(*, order: Order, actor: Actor, now: datetime) -> RunView:
    """Make a report, keep it with its files, and return it; the same wish makes it once.

    Where the report's own code fails, the run is kept as failed and somebody is alerted.
    Raises ReportNotMade then, and NotPermitted, ReportUnknown, ParameterRefused, NothingLoaded,
    DayNotRolledUp and what the report itself refuses: then nothing is kept.
    """
    return _produce(order, actor, now)


@needs("reports.make_report")
def attempt(*, order: Order, actor: Actor, now: datetime) -> RunView:
    """Do as `produce` does where nobody waits for an answer: every refusal is kept as a failure."""
    try:
        return _produce(order, actor, now)
    except ReportNotMade:
        found = runs.by_key(key=order.key)
        assert found is not None  # noqa: S101 - what failed was kept
        return reading.view(found)
    except BankError as error:
        return reading.view(_fail(order=order, why=f"{error} {error.cure}", actor=actor, now=now))


def attempt_every(*, day: date, actor: Actor, now: datetime) -> list[RunView]:
    """Make every report of the catalogue about a day, each as its parameters are by themselves.

    From the newest version and by the same code each is made once. What fails is among them, as
    failed, and stops no other. Raises NothingLoaded.
    """
    version = warehouse.version().number
    return [
        attempt(
            order=Order(
                report=name,
                day=day,
                load=version,
                key=f"every:{day}:{version}:{code.version()}:{name}"[:_LONGEST_KEY],
            ),
            actor=actor,
            now=now,
        )
        for name in sorted(catalogue.CATALOGUE)
    ]


def _produce(order: Order, actor: Actor, now: datetime) -> RunView:
    report = catalogue.report(order.report)
    reach.require_report(actor, report.name)
    values = parameters.read(report, order.given)
    known = runs.by_key(key=order.key)
    if known is not None:
        return reading.view(known)
    try:
        run, files = _made(order, report, values)
    except BankError:
        raise
    except Exception as error:  # whatever a report's code may raise is told, and kept
        why = f"{report.title} could not be made: {type(error).__name__}: {error}"
        _fail(order=order, why=why, actor=actor, now=now)
        raise ReportNotMade(why[:500]) from error
    run.key, run.made_by, run.made_at = order.key, str(actor), now
    run.keep_until = now.date() + relativedelta(years=report.retention_years)
    return reading.view(_keep(run=run, files=files, actor=actor, now=now))


def _made(order: Order, report: Report, values: Mapping[str, Chosen]) -> tuple[Run, list[NewFile]]:
    version = (
        warehouse.version(known=order.known)
        if order.load is None
        else warehouse.version_of(number=order.load)
    )
    with making.opened(name=report.name, day=order.day, version=version, values=values) as made:
        files = _written(made, values)
        document = made.document
        run = Run(
            report=report.name,
            family=report.family,
            title=report.title,
            day=order.day,
            parameters=parameters.written(values),
            load_id=made.version.number,
            known_at=made.version.known_at,
            code=code.version(),
            ties=document.ties,
            held=len(document.reconciliations),
            warnings=len(document.warnings),
            names_persons=report.names_persons,
            is_releasable=report.released,
        )
    return run, files


def _written(made: making.Made, values: Mapping[str, Chosen]) -> list[NewFile]:
    report, document, cover = made.report, made.document, _cover(made, values)
    name = f"{report.name}-{made.inputs.day}-load-{made.version.number}"
    contents = {
        _Kind.DOCUMENT: ("json.z", _KEPT, kept_documents.written(document)),
        _Kind.PDF: ("pdf", _PDF, pdf_files.render(cover, document)),
        _Kind.XLSX: ("xlsx", _XLSX, workbooks.render(cover, document)),
        _Kind.CSV: ("csv", _CSV, csv_files.render(cover, document)),
    }
    files = [
        NewFile(kind=kind, name=f"{name}.{ending}", media_type=media_type, content=content)
        for kind, (ending, media_type, content) in contents.items()
    ]
    if report.official is not None:
        official = report.official(made.inputs, document)
        files.append(
            NewFile(
                kind=_Kind.OFFICIAL,
                name=official.name,
                media_type=official.media_type,
                content=official.content,
            )
        )
    return files


def _cover(made: making.Made, values: Mapping[str, Chosen]) -> Cover:
    return reading.cover(
        made.report,
        day=made.inputs.day,
        version=made.version.number,
        known_at=made.version.known_at,
        chosen=parameters.written(values),
        code=code.version(),
    )


@use_case
def _keep(*, run: Run, files: list[NewFile], actor: Actor, now: datetime) -> Run:
    runs.lock()
    meanwhile = runs.by_key(key=run.key)
    if meanwhile is not None:
        return meanwhile
    runs.add(run, files)
    subject = f"report:{run.report}"
    detail = {"run": run.pk, "day": run.day.isoformat(), "load": run.load_id}
    audit.record(
        actor=actor,
        action="reports.run.made",
        subject=subject,
        detail={**detail, "files": runs.hashes(run_id=run.pk)},
        at=now,
    )
    if not run.ties:
        audit.record(
            actor=actor, action="reports.run.untied", subject=subject, detail=detail, at=now
        )
    return run


@use_case
def _fail(*, order: Order, why: str, actor: Actor, now: datetime) -> Run:
    runs.lock()
    known = runs.by_key(key=order.key)
    if known is not None:
        return known
    report = catalogue.CATALOGUE.get(order.report)
    run = Run(
        report=order.report[:60],
        family=report.family if report else "",
        title=report.title if report else order.report[:120],
        day=order.day,
        parameters={name: order.given[name] for name in sorted(order.given)},
        code=code.version(),
        state=Run.State.FAILED,
        failure=why[:500],
        key=order.key,
        made_by=str(actor),
        made_at=now,
        keep_until=now.date() + timedelta(days=365),
    )
    runs.add(run, ())
    audit.record(
        actor=actor,
        action="reports.run.failed",
        subject=f"report:{run.report}",
        detail={"run": run.pk, "day": run.day.isoformat()},
        reason=why,
        at=now,
    )
    return run
