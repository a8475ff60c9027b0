"""Reports to the authorities, and the files that they leave in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from bankcore.db.transactions import requires_transaction
from risk.crime.domain.states import Reminded, ReportState
from risk.crime.models import (
    CashReport,
    CashReportFlow,
    CashReportParty,
    Filing,
    Flow,
    SuspicionReport,
    SuspicionSubject,
)

R = TypeVar("R", CashReport, SuspicionReport)


def reported(*, day: date) -> set[tuple[UUID, str]]:
    """Return for whom a day's cash is reported, and in which direction."""
    rows = CashReportParty.objects.filter(day=day)
    return set(rows.values_list("customer_id", "direction"))


@requires_transaction
def add_cash(report: CashReport, *, parties: Sequence[UUID], flows: Sequence[int]) -> None:
    """Add a report of cash with its parties and movements."""
    report.save(force_insert=True)
    CashReportParty.objects.bulk_create(
        [
            CashReportParty(
                report=report, customer_id=party, day=report.day, direction=report.direction
            )
            for party in parties
        ]
    )
    CashReportFlow.objects.bulk_create(
        [CashReportFlow(report=report, flow_id=flow) for flow in flows]
    )


@requires_transaction
def lock_due_cash(*, limit: int) -> list[CashReport]:
    """Return reports of cash that are in no file yet, locked, the most pressing first."""
    rows = CashReport.objects.filter(state=ReportState.DUE).order_by("due_on", "id")
    return list(rows.select_for_update()[:limit])


def parties_of(report: CashReport) -> list[UUID]:
    """Return the persons of a report of cash."""
    return list(report.parties.order_by("id").values_list("customer_id", flat=True))


def flows_of(report: CashReport) -> list[Flow]:
    """Return the movements of a report of cash."""
    return list(Flow.objects.filter(pk__in=report.rows.values("flow")).order_by("at", "id"))


def suspicion_of_case(case_id: int) -> SuspicionReport | None:
    """Return the report on a case, locked."""
    return SuspicionReport.objects.select_for_update().filter(case=case_id).first()


def suspicion(report_id: int) -> SuspicionReport | None:
    """Return a report of a suspicion, locked, with its case."""
    rows = SuspicionReport.objects.select_for_update(of=("self",)).select_related("case")
    return rows.filter(pk=report_id).first()


@requires_transaction
def begin_suspicion(*, case_id: int, due_on: date) -> bool:
    """Add a report that is to be written on a case; False where there is one."""
    _, made = SuspicionReport.objects.get_or_create(case_id=case_id, defaults={"due_on": due_on})
    return made


def subjects_of(report: SuspicionReport) -> list[UUID]:
    """Return whom the newest draft is about."""
    rows = report.subjects.filter(version=report.version).order_by("id")
    return list(rows.values_list("customer_id", flat=True))


@requires_transaction
def add_subjects(report: SuspicionReport, customers: Iterable[UUID]) -> None:
    """Add whom a draft is about."""
    SuspicionSubject.objects.bulk_create(
        [
            SuspicionSubject(report=report, version=report.version, customer_id=customer)
            for customer in customers
        ]
    )


@requires_transaction
def save(row: CashReport | SuspicionReport | Filing, *fields: str) -> None:
    """Save fields of a report or file."""
    row.save(update_fields=fields)


@requires_transaction
def add_filing(filing: Filing) -> Filing:
    """Add a file."""
    filing.save(force_insert=True)
    return filing


def filing(filing_id: int) -> Filing | None:
    """Return a file, locked."""
    return Filing.objects.select_for_update().filter(pk=filing_id).first()


@requires_transaction
def acknowledge(found: Filing) -> None:
    """Let everything that is in a file be acknowledged."""
    found.cash_reports.update(state=ReportState.ACKNOWLEDGED)
    found.suspicion_reports.update(state=ReportState.ACKNOWLEDGED)


def to_remind(model: type[R], *, late_from: date, soon_until: date) -> list[R]:
    """Return reports, locked, that are late, or due until a day, and nobody was told of it."""
    late = Q(due_on__lte=late_from) & ~Q(reminded=Reminded.LATE)
    soon = Q(due_on__lte=soon_until, reminded=Reminded.NOT)
    rows = model._default_manager.filter(late | soon, state=ReportState.DUE)  # noqa: SLF001
    return list(rows.order_by("pk").select_for_update())


def count_due() -> dict[str, int]:
    """Return how many reports of each sort are in no file yet."""
    return {
        "cash": CashReport.objects.filter(state=ReportState.DUE).count(),
        "suspicion": SuspicionReport.objects.filter(state=ReportState.DUE).count(),
    }


def counts(*, day: date) -> tuple[int, int]:
    """Return how many reports of a day's cash there are, and for how many cents in all."""
    found = list(CashReport.objects.filter(day=day).values_list("dollars", flat=True))
    return len(found), sum(found)


def suspicion_counts() -> dict[str, int]:
    """Return how many reports of suspicions are in each state."""
    found: dict[str, int] = {}
    for state in SuspicionReport.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def cash_of(*, first: date, last: date, known: datetime) -> list[CashReport]:
    """Return reports of the cash of some days that were made by a moment, with their files."""
    rows = CashReport.objects.filter(day__gte=first, day__lte=last, made_at__lte=known)
    return list(rows.select_related("filing").defer("filing__content").order_by("day", "id"))


def suspicions_due(*, first: date, last: date) -> list[SuspicionReport]:
    """Return reports of suspicions that fall due between two days, without what they say."""
    rows = SuspicionReport.objects.filter(due_on__gte=first, due_on__lte=last)
    plain = rows.select_related("filing").defer("narrative", "filing__content")
    return list(plain.order_by("due_on", "id"))
