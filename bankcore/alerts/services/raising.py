"""Looking at the audit trail, and raising alerts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.alerts.domain.events import AlertRaised
from bankcore.alerts.domain.rules import RULES, Rule, Severity
from bankcore.alerts.models import SecurityAlert, State
from bankcore.alerts.repositories import alerts
from bankcore.alerts.services import reads, travels
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox

# Rules of a single entry look back so far: over a few missed runs, and over slow transactions.
_LOOK_BACK: Final = timedelta(hours=1)


@use_case
def raise_due(*, actor: Actor, now: datetime, rules: Sequence[Rule] = RULES) -> int:
    """Look at the newest part of the trail and raise what the rules say; returns how many.

    The same entries raise an alert once: an open alert is counted on, a closed one is raised anew
    by newer entries only.
    """
    alerts.lock_scan()
    raised = 0
    for rule in rules:
        since = now - (rule.window if rule.at_least > 1 else min(rule.window, _LOOK_BACK))
        counted = audit.count(actions=rule.actions, since=since, group_by=rule.group_by)
        enough = [each for each in counted if each.count >= rule.at_least]
        raised += _raise(rule.kind, rule.severity, rule.sentence, enough, actor=actor, now=now)
    for kind, severity, sentence, found in (travels.impossible(now=now), reads.unusual(now=now)):
        raised += _raise(kind, severity, sentence, found, actor=actor, now=now)
    return raised


def _raise(
    kind: str,
    severity: Severity,
    sentence: str,
    found: Iterable[audit.Counted],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    by_group = {each.group: each for each in found}
    known = alerts.latest(kind=kind, subjects=list(by_group))
    raised = 0
    for group, counted in by_group.items():
        before = known.get(group)
        if before is not None and before.last_entry >= counted.last_entry:
            continue
        detail = audit.detail_of(entry_id=counted.last_entry) if "{detail" in sentence else {}
        summary = sentence.format(group=group, count=counted.count, detail=detail)[:300]
        if before is not None and before.state != State.CLOSED:
            before.summary, before.count = summary, counted.count
            before.last_at, before.last_entry = counted.last_at, counted.last_entry
            alerts.save_count(before)
            continue
        _add(kind, severity, summary, counted, actor=actor, now=now)
        raised += 1
    return raised


def _add(
    kind: str,
    severity: Severity,
    summary: str,
    counted: audit.Counted,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    alert = alerts.add(
        SecurityAlert(
            kind=kind,
            severity=severity,
            subject=counted.group,
            summary=summary,
            count=counted.count,
            first_at=counted.first_at,
            last_at=counted.last_at,
            last_entry=counted.last_entry,
        )
    )
    subject = f"alert:{alert.pk}"
    detail = {"alert_id": alert.pk, "kind": kind, "severity": severity.value}
    audit.record(actor=actor, action="alerts.alert.raised", subject=subject, at=now, detail=detail)
    told = AlertRaised(alert_id=alert.pk, kind=kind, severity=severity.value)
    outbox.publish(told, subject=subject, at=now)
