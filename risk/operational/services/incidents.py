"""Incidents: reported by anybody, investigated, and closed by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.operational.domain.taxonomy import BusinessLine, EventType, IncidentState
from risk.operational.models import Incident, IncidentNote
from risk.operational.repositories import incidents

CLOSING: Final = "operational.closing"
EURO: Final = Currency.of("EUR")
_LONGEST: Final = {"title": 120, "cause": 500}


class IncidentInvalid(BankError):
    """What is said of the incident cannot be so."""

    code = "incident_invalid"
    cure = "Mend the field named, and report the incident again."


class IncidentNotFound(BankError):
    """There is no such incident."""

    code = "incident_not_found"
    cure = "Look the incident up in the register again."
    status = 404


class WrongState(BankError):
    """The incident has not come so far, or has come further."""

    code = "incident_in_other_state"
    cure = "Look at the incident again: it is investigated once, then closed."
    status = 409


class FindingsMissing(BankError):
    """Whoever investigates an incident says what was found."""

    code = "incident_findings_missing"
    cure = "Say in up to 2,000 letters what happened and why."


class NotYetSettled(BankError):
    """An incident is closed once two people have agreed on what it cost."""

    code = "incident_not_settled"
    cure = "Ask for its amount first; zero is one, too."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Something that went wrong. `estimate` is the reporter's word, zero where nothing was lost."""

    title: str
    event_type: EventType
    business_line: BusinessLine
    cause: str
    occurred_on: date
    discovered_on: date
    estimate: Money


@needs("operational.report_incident")
@use_case
def report(*, order: Report, actor: Actor, now: datetime) -> int:
    """Put an incident on the register, and return its number; raises IncidentInvalid."""
    for field, longest in _LONGEST.items():
        told = getattr(order, field)
        _check(bool(told.strip()) and len(told) <= longest, field)
    _check(order.estimate.currency == EURO and order.estimate.minor >= 0, "estimate")
    _check(order.occurred_on <= order.discovered_on, "occurred_on")
    _check(order.discovered_on <= ledger.business_date(), "discovered_on")
    row = incidents.add(
        Incident(
            title=order.title.strip(),
            event_type=order.event_type,
            business_line=order.business_line,
            cause=order.cause.strip(),
            occurred_on=order.occurred_on,
            discovered_on=order.discovered_on,
            estimate=order.estimate.minor,
            reported_by=str(actor),
            reported_at=now,
        )
    )
    note(row, "reported", f"Estimated at {order.estimate}", actor=actor, now=now)
    return int(row.pk)


@needs("operational.settle_incident")
@use_case
def investigate(*, incident_id: int, findings: str, actor: Actor, now: datetime) -> None:
    """Say what was found; raises IncidentNotFound, WrongState and FindingsMissing."""
    row = locked(incident_id, IncidentState.OPEN)
    if not findings.strip() or len(findings) > 2_000:
        message = "There are no findings, or too many."
        raise FindingsMissing(message, field="findings")
    row.state, row.findings = IncidentState.INVESTIGATED, findings.strip()
    incidents.change(row)
    note(row, "investigated", row.findings, actor=actor, now=now)


@needs("operational.settle_incident")
@use_case
def request_closing(
    *, incident_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person, who did not report it, to close an incident.

    Raises IncidentNotFound, WrongState, NotYetSettled, approvals.AlreadyRequested and
    -ReasonMissing.
    """
    row = locked(incident_id, IncidentState.INVESTIGATED)
    gross, back = _settled(row)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=CLOSING,
            subject=f"incident:{row.pk}",
            payload={"incident": row.pk, "gross": gross, "back": back},
            reason=reason,
            parties=(row.reported_by,),
        ),
        actor=actor,
        now=now,
    )


def execute_closing(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Close the incident, in the use case of who approves.

    Raises WrongState where its amounts have changed since somebody asked.
    """
    row = locked(int(str(request.payload["incident"])), IncidentState.INVESTIGATED)
    if _settled(row) != (request.payload["gross"], request.payload["back"]):
        message = "The incident's amounts have changed since this was asked for."
        raise WrongState(message)
    row.state, row.closed_at = IncidentState.CLOSED, now
    row.closing_id = request.request_id
    incidents.change(row)
    note(row, "closed", request.reason, actor=actor, now=now)
    return f"incident:{row.pk}"


@requires_transaction
def locked(incident_id: int, *states: IncidentState) -> Incident:
    """Return an incident in one of these states, locked; raises IncidentNotFound and WrongState."""
    row = incidents.locked(incident_id=incident_id)
    if row is None:
        message = "There is no such incident."
        raise IncidentNotFound(message)
    if row.state not in states:
        message = f"The incident is {row.state.lower()}."
        raise WrongState(message)
    return row


@requires_transaction
def note(row: Incident, what: str, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep what happened to an incident, in its history and the audit trail."""
    incidents.note(IncidentNote(incident=row, what=what, text=text, by=str(actor), at=now))
    audit.record(
        actor=actor,
        action=f"operational.incident.{what}",
        subject=f"incident:{row.pk}",
        detail={"state": str(row.state)},
        at=now,
    )


def _settled(row: Incident) -> tuple[int, int]:
    cost = incidents.cost_of(incident_id=row.pk)
    if cost.gross is None:
        message = "Nobody has agreed on what the incident cost."
        raise NotYetSettled(message)
    return cost.gross, cost.back


def _check(is_sound: bool, field: str) -> None:  # noqa: FBT001 - a test, named by what it is of
    if not is_sound:
        message = f"This cannot be the {field.replace('_', ' ')} of an incident."
        raise IncidentInvalid(message, field=field)
