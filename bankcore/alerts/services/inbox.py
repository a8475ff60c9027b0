"""Handling alerts: somebody takes one, and says what it was."""

from __future__ import annotations

from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.alerts.models import SecurityAlert, State
from bankcore.alerts.repositories import alerts
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError


class AlertNotFound(BankError):
    """There is no such alert."""

    code = "alert_not_found"
    cure = "Check the alert's number."
    status = 404


class AlertClosed(BankError):
    """The alert was closed before."""

    code = "alert_closed"
    cure = "Look at what was found; newer events raise a new alert."
    status = 409


class FindingMissing(BankError):
    """An alert is closed with what it turned out to be."""

    code = "finding_missing"
    cure = "Write in a sentence what it was."


class AlertAboutYourself(BankError):
    """Nobody closes an alert about themselves."""

    code = "alert_about_yourself"
    cure = "Leave it to a colleague."
    status = 403


@needs("alerts.handle_alert")
@use_case
def take(*, alert_id: int, actor: Actor, now: datetime) -> None:
    """Say that one is looking at the alert.

    Raises NotPermitted, AlertNotFound, AlertClosed and AlertAboutYourself.
    """
    alert = _to_handle(alert_id, actor)
    alert.state, alert.handler, alert.handled_at = State.TAKEN, str(actor), now
    alerts.save_handling(alert)
    _record(alert, "taken", actor, now)


@needs("alerts.handle_alert")
@use_case
def close(*, alert_id: int, finding: str, actor: Actor, now: datetime) -> None:
    """Close the alert with what it turned out to be.

    Raises NotPermitted, FindingMissing, AlertNotFound, AlertClosed and AlertAboutYourself.
    """
    if not finding.strip():
        message = "The alert needs a finding."
        raise FindingMissing(message, field="finding")
    alert = _to_handle(alert_id, actor)
    alert.state, alert.handler, alert.handled_at = State.CLOSED, str(actor), now
    alert.finding = finding.strip()[:500]
    alerts.save_handling(alert)
    _record(alert, "closed", actor, now)


@requires_transaction
def clear(*, kind: str, subject: str, finding: str, actor: Actor, now: datetime) -> bool:
    """Close the alert of something that is over by itself, in the caller's use case.

    Returns False where no alert of this kind about the subject is open.
    """
    alert = alerts.lock_open(kind=kind, subject=subject)
    if alert is None:
        return False
    alert.state, alert.handler, alert.handled_at = State.CLOSED, str(actor), now
    alert.finding = finding[:500]
    alerts.save_handling(alert)
    _record(alert, "closed", actor, now)
    return True


def open_about(*, kind: str) -> set[str]:
    """Return the subjects of this kind's alerts that nobody has closed."""
    return alerts.open_subjects(kind=kind)


def open_by_severity() -> dict[str, int]:
    """Return how many alerts nobody has closed, by severity."""
    return alerts.count_unhandled()


def _to_handle(alert_id: int, actor: Actor) -> SecurityAlert:
    alert = alerts.get_locked(alert_id)
    if alert is None:
        message = f"There is no alert {alert_id}."
        raise AlertNotFound(message)
    if alert.state == State.CLOSED:
        message = f"Alert {alert_id} is closed already."
        raise AlertClosed(message)
    if alert.subject == str(actor):
        message = f"Alert {alert_id} is about you."
        raise AlertAboutYourself(message)
    return alert


def _record(alert: SecurityAlert, done: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"alerts.alert.{done}",
        subject=f"alert:{alert.pk}",
        at=now,
        detail={"kind": alert.kind, "finding": alert.finding},
    )
