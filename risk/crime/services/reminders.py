"""Telling of reports that are due soon or late: once each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from risk.crime.domain.states import WARNED_BEFORE, Reminded
from risk.crime.models import CashReport, SuspicionReport
from risk.crime.repositories import reports

# They raise an alert each: see bankcore/alerts/domain/rules.py.
SOON: Final = "crime.report.due_soon"
LATE: Final = "crime.report.late"


@use_case
def remind(*, day: date, actor: Actor, now: datetime) -> int:
    """Tell of reports that are in no file and due within three days, or late; returns how many.

    `day` ends: what had to be in a file by then is late.
    """
    soon_until = day + WARNED_BEFORE
    found: list[CashReport | SuspicionReport] = [
        *reports.to_remind(CashReport, late_from=day, soon_until=soon_until),
        *reports.to_remind(SuspicionReport, late_from=day, soon_until=soon_until),
    ]
    for report in found:
        late = report.due_on <= day
        report.reminded = Reminded.LATE if late else Reminded.SOON
        reports.save(report, "reminded")
        audit.record(
            actor=actor,
            action=LATE if late else SOON,
            subject=str(report).replace(" report ", " report:"),
            detail={"due_on": report.due_on.isoformat()},
            at=now,
        )
    return len(found)
