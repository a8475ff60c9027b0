"""Reports of suspicions: due with the case, written by one person, approved by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.cases import public as cases
from risk.crime.domain import fincen
from risk.crime.domain.activities import ACTIVITIES
from risk.crime.domain.states import Form, ReportState, suspicion_due
from risk.crime.models import SuspicionReport
from risk.crime.repositories import reports
from risk.crime.services import filing, persons
from risk.terms import parties

KIND: Final = "crime.suspicion"
_MOST_SUBJECTS: Final = 100
_MOST_DOLLARS: Final = 10**12


class SuspicionNotFound(BankError):
    """There is no such report."""

    code = "crime_suspicion_not_found"
    cure = "Look the report up again."
    status = 404


class SuspicionFiled(BankError):
    """The report is filed, and stays as it was filed."""

    code = "crime_suspicion_filed"
    cure = "Report what came after it on a case of its own."
    status = 409


class SuspicionInvalid(BankError):
    """The report is not in order; the message says what is wrong."""

    code = "crime_suspicion_invalid"
    cure = "Correct what the message names."


class SuspicionChanged(BankError):
    """The report was written anew after it was asked for."""

    code = "crime_suspicion_changed"
    cure = "Refuse the request, and let it be asked for again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a report says. `activities` are codes of activities.ACTIVITIES, `dollars` whole ones."""

    narrative: str
    subjects: Sequence[UUID]
    activities: Sequence[str]
    first_day: date
    last_day: date
    dollars: int


@needs("crime.write_report")
@use_case
def begin(*, case_id: int, actor: Actor, now: datetime) -> bool:
    """Let a report be due on a case, within 30 days of when the case was opened.

    Returns whether it was not before: being told twice changes nothing. Raises SuspicionNotFound.
    """
    opened = cases.opened_at(case_id=case_id)
    if opened is None:
        message = "There is no such case."
        raise SuspicionNotFound(message, field="case_id")
    made = reports.begin_suspicion(case_id=case_id, due_on=suspicion_due(opened.date()))
    if made:
        audit.record(actor=actor, action="crime.suspicion.due", subject=f"case:{case_id}", at=now)
    return made


@use_case
def on_case(*, case_id: int) -> int:
    """Return the number of the report on a case; raises SuspicionNotFound."""
    report = reports.suspicion_of_case(case_id)
    if report is None:
        message = "There is no report on this case."
        raise SuspicionNotFound(message)
    return report.pk


@needs("crime.write_report")
@use_case
def write(*, report_id: int, draft: Draft, actor: Actor, now: datetime) -> None:
    """Write a report, or write it anew, before it is filed.

    Raises SuspicionNotFound, SuspicionFiled and SuspicionInvalid.
    """
    report = _open(report_id)
    _check(draft, today=now.date())
    report.version += 1
    report.narrative = draft.narrative.strip()
    report.activities = list(draft.activities)
    report.first_day, report.last_day = draft.first_day, draft.last_day
    report.dollars = draft.dollars
    report.drafted_by, report.drafted_at = str(actor), now
    reports.save(
        report,
        *("version", "narrative", "activities", "first_day", "last_day", "dollars"),
        *("drafted_by", "drafted_at"),
    )
    reports.add_subjects(report, dict.fromkeys(draft.subjects))
    _record(report, "written", {"version": report.version}, actor, now)


@needs("crime.write_report")
@use_case
def request_filing(
    *, report_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to file the report as it is written.

    Who wrote it cannot approve, whoever asks. Raises SuspicionNotFound, SuspicionFiled,
    SuspicionInvalid, approvals.AlreadyRequested and -ReasonMissing.
    """
    report = _open(report_id)
    if not report.version:
        message = "The report is not written yet."
        raise SuspicionInvalid(message)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"suspicion report:{report.pk}",
            payload={"report": report.pk, "version": report.version, "reason": reason},
            reason=reason,
            parties=(report.drafted_by,),
        ),
        actor=actor,
        now=now,
    )


def execute_suspicion(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """File the report, in the use case of who approves.

    Raises SuspicionNotFound, SuspicionFiled and SuspicionChanged.
    """
    told = request.payload
    report = _open(int(str(told["report"])))
    if report.version != told["version"]:
        message = "The report was written anew after this was asked for."
        raise SuspicionChanged(message)
    content = fincen.suspicion_batch(
        filer=persons.filer(), report=_told(report), filed_on=now.date()
    )
    made = filing.keep(form=Form.SUSPICION, content=content, count=1, actor=actor, now=now)
    report.state, report.filing = ReportState.FILED, made
    report.approved_by, report.approval_id = str(actor), request.request_id
    reports.save(report, "state", "filing", "approved_by", "approval_id")
    _record(report, "filed", {"filing": made.pk}, actor, now)
    return f"filing:{made.pk}"


def subjects_of(report: SuspicionReport) -> list[UUID]:
    """Return whom a report is about, as it is written; before that, whom its case is about."""
    found = reports.subjects_of(report)
    if found:
        return found
    customer = parties.customer_of(report.case.subject)
    return [] if customer is None else [customer]


def _told(report: SuspicionReport) -> fincen.Suspicion:
    assert report.first_day is not None  # noqa: S101 - written, as PostgreSQL holds
    assert report.last_day is not None  # noqa: S101 - as above
    ids = reports.subjects_of(report)
    return fincen.Suspicion(
        first_day=report.first_day,
        last_day=report.last_day,
        dollars=report.dollars or 0,
        kinds=tuple(
            (ACTIVITIES[each].type_id, ACTIVITIES[each].subtype_id) for each in report.activities
        ),
        narrative=report.narrative or "",
        subjects=tuple(persons.party(customer_id=each, ibans=_ibans(each)) for each in ids),
    )


def _ibans(customer_id: UUID) -> list[str]:
    chosen = accounts.AccountFilter(customer_id=customer_id)
    found, _ = accounts.page_of_accounts(chosen=chosen, limit=99)
    return [each.iban for each in found]


def _open(report_id: int) -> SuspicionReport:
    report = reports.suspicion(report_id)
    if report is None:
        message = "There is no such report."
        raise SuspicionNotFound(message)
    if report.state != ReportState.DUE:
        message = "The report is filed."
        raise SuspicionFiled(message)
    return report


def _check(draft: Draft, *, today: date) -> None:
    if not 0 < len(draft.narrative.strip()) <= fincen.LONGEST_NARRATIVE:
        message = f"A narrative has from 1 to {fincen.LONGEST_NARRATIVE:,} characters."
        raise SuspicionInvalid(message, field="narrative")
    if not draft.activities or set(draft.activities) - set(ACTIVITIES):
        message = "A report names the sort of activity, once each."
        raise SuspicionInvalid(message, field="activities")
    if not draft.first_day <= draft.last_day <= today:
        message = "What happened has a first day and a last, which is not to come."
        raise SuspicionInvalid(message, field="last_day")
    if not 0 <= draft.dollars <= _MOST_DOLLARS:
        message = "The amount is not one of whole dollars."
        raise SuspicionInvalid(message, field="dollars")
    subjects = set(draft.subjects)
    known = [each for each in subjects if accounts.has_customer(customer_id=each)]
    if not 0 < len(subjects) <= _MOST_SUBJECTS or len(known) != len(subjects):
        message = "Each subject is a customer, and there is one at least."
        raise SuspicionInvalid(message, field="subjects")


def _record(
    report: SuspicionReport, what: str, detail: dict[str, object], actor: Actor, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=f"crime.suspicion.{what}",
        subject=f"suspicion report:{report.pk}",
        detail=detail,
        at=now,
    )
