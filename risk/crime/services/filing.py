"""Files for the authority: made of what is due, handed out, acknowledged."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from risk.crime.domain import fincen
from risk.crime.domain.states import Direction, Form, ReportState
from risk.crime.models import CashReport, Filing, Flow
from risk.crime.repositories import reports
from risk.crime.services import persons

LARGEST_BATCH: Final = 500
_TRACKING: Final = re.compile(r"[A-Za-z0-9-]{4,30}", re.ASCII)
# A currency's country, where its code does not begin with the country's.
_COUNTRIES: Final = {"EUR": "DE"}


class NothingDue(BankError):
    """No report of cash waits to be filed."""

    code = "crime_nothing_due"
    cure = "Look again after the end of the day."
    status = 409


class FilingNotFound(BankError):
    """There is no such file."""

    code = "crime_filing_not_found"
    cure = "Look the file up again."
    status = 404


class FilingAcknowledged(BankError):
    """The authority's answer was noted before."""

    code = "crime_filing_acknowledged"
    cure = "Look at the file: its tracking id is there."
    status = 409


class TrackingInvalid(BankError):
    """A tracking id has from 4 to 30 letters, digits and hyphens."""

    code = "crime_tracking_invalid"
    cure = "Take the id from the authority's answer."


@needs("crime.file_reports")
@use_case
def file_cash(*, actor: Actor, now: datetime) -> int:
    """Put the reports of cash that are due in one file, 500 at most; returns the file's number.

    Raises NothingDue.
    """
    due = reports.lock_due_cash(limit=LARGEST_BATCH)
    if not due:
        message = "No report of cash is due."
        raise NothingDue(message)
    content = fincen.cash_batch(
        filer=persons.filer(), reports=[_cash(each) for each in due], filed_on=now.date()
    )
    filing = keep(form=Form.CASH, content=content, count=len(due), actor=actor, now=now)
    for report in due:
        report.state, report.filing = ReportState.FILED, filing
        reports.save(report, "state", "filing")
    return filing.pk


@requires_transaction
def keep(*, form: Form, content: bytes, count: int, actor: Actor, now: datetime) -> Filing:
    """Keep a file, in the caller's use case."""
    filing = reports.add_filing(
        Filing(form=form, content=content, reports=count, made_by=str(actor), made_at=now)
    )
    audit.record(
        actor=actor,
        action="crime.filing.made",
        subject=f"filing:{filing.pk}",
        detail={"form": form, "reports": count},
        at=now,
    )
    return filing


@needs("crime.file_reports")
@use_case
def acknowledge(*, filing_id: int, tracking_id: str, actor: Actor, now: datetime) -> None:
    """Note that the authority has taken a file in, by the id that it gave.

    Raises FilingNotFound, FilingAcknowledged and TrackingInvalid.
    """
    filing = _found(filing_id)
    if filing.tracking_id:
        message = "The file is acknowledged."
        raise FilingAcknowledged(message)
    if not _TRACKING.fullmatch(tracking_id):
        message = "This is no tracking id."
        raise TrackingInvalid(message, field="tracking_id")
    filing.tracking_id = tracking_id
    filing.acknowledged_by, filing.acknowledged_at = str(actor), now
    reports.save(filing, "tracking_id", "acknowledged_by", "acknowledged_at")
    reports.acknowledge(filing)
    audit.record(
        actor=actor,
        action="crime.filing.acknowledged",
        subject=f"filing:{filing_id}",
        detail={"tracking_id": tracking_id},
        at=now,
    )


@needs("crime.file_reports")
@use_case
def download(*, filing_id: int, actor: Actor, now: datetime) -> bytes:
    """Return a file; that it was handed out is written down. Raises FilingNotFound."""
    filing = _found(filing_id)
    audit.record(
        actor=actor, action="crime.filing.downloaded", subject=f"filing:{filing_id}", at=now
    )
    return bytes(filing.content)


def _found(filing_id: int) -> Filing:
    filing = reports.filing(filing_id)
    if filing is None:
        message = "There is no such file."
        raise FilingNotFound(message)
    return filing


def _cash(report: CashReport) -> fincen.Cash:
    flows = reports.flows_of(report)
    ibans = persons.ibans_of([each.account_id for each in flows])
    parties = [
        persons.party(customer_id=party, ibans=_numbers(flows, party, ibans))
        for party in reports.parties_of(report)
    ]
    return fincen.Cash(
        day=report.day,
        direction=Direction(report.direction),
        dollars=report.dollars,
        count=len(flows),
        foreign=_foreign(flows),
        parties=tuple(parties),
    )


def _numbers(flows: list[Flow], party: UUID, ibans: dict[UUID, str]) -> list[str]:
    """Return the accounts of a person that the cash went through, each once."""
    own = [each.account_id for each in flows if party in each.holders]
    return sorted({ibans[each] for each in own if each in ibans})


def _foreign(flows: list[Flow]) -> tuple[tuple[str, int], ...]:
    """Return cents of what was no dollars, by the currency's country."""
    sums: dict[str, int] = defaultdict(int)
    for flow in flows:
        if flow.currency != "USD":
            country = _COUNTRIES.get(flow.currency, flow.currency[:2])
            sums[country] += abs(flow.dollars or 0)
    return tuple(sorted(sums.items()))
