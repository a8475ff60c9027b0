"""A rule's way to work: draft, back-test, shadow, live by two people, retirement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.rules.domain.conditions import read_condition
from risk.rules.domain.lives import FOLLOWS, VersionState
from risk.rules.models import RuleVersion
from risk.rules.repositories import versions
from risk.terms.verdicts import Verdict

KIND: Final = "rules.go_live"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{2,39}")
_MOST_POINTS: Final = 1_000


class CannotDraft(BankError):
    """The rule has no proper name, outcome, points or reason, or looks at no list there is."""

    code = "rule_not_drafted"
    cure = "Mend the field named, and save the draft again."


class VersionNotFound(BankError):
    """There is no such version of a rule."""

    code = "rule_version_not_found"
    cure = "Look the rule up in the list again."
    status = 404


class NotNow(BankError):
    """The version is not in the state from which this can be done."""

    code = "rule_version_state"
    cure = "Look at the version again: it goes from draft to shadow, live and retirement."
    status = 409


class NeverTried(BankError):
    """A version goes to work only after a back-test on history."""

    code = "rule_never_tried"
    cure = "Run a back-test of this version, read its report, then ask again."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """What an analyst writes. `most_per_hour` limits how often it may stop a payment."""

    code: str
    title: str
    condition: str
    outcome: Verdict
    reason: str
    points: int = 0
    most_per_hour: int | None = None


@needs("rules.write_rule")
@use_case
def draft(*, rule: RuleDraft, actor: Actor, now: datetime) -> int:
    """Keep a new version of a rule as a draft, and return its id.

    Raises CannotRead where the condition is not of the language, and CannotDraft.
    """
    _check(rule)
    row = versions.rule_by_code(rule.code) or versions.add_rule(
        code=rule.code, title=rule.title.strip(), at=now
    )
    version = versions.add(
        RuleVersion(
            rule=row,
            number=versions.next_number(row),
            condition=rule.condition,
            outcome=rule.outcome,
            points=rule.points,
            reason=rule.reason.strip(),
            most_per_hour=rule.most_per_hour,
            author=str(actor),
            created_at=now,
        )
    )
    _record(version, "drafted", actor, now)
    return version.pk


def _check(rule: RuleDraft) -> None:
    condition = read_condition(rule.condition)
    faults = {
        "code": not _CODE.fullmatch(rule.code),
        "title": not rule.title.strip(),
        "reason": not rule.reason.strip(),
        "points": abs(rule.points) > _MOST_POINTS,
        "most_per_hour": rule.most_per_hour is not None and rule.most_per_hour < 1,
    }
    for field, is_wrong in faults.items():
        if is_wrong:
            message = f"This is no {field.replace('_', ' ')} of a rule."
            raise CannotDraft(message, field=field)
    missing = versions.missing_lists(condition.lists)
    if missing:
        message = f"There is no list {', '.join(sorted(missing))}."
        raise CannotDraft(message, field="condition")


@needs("rules.write_rule")
@use_case
def begin_shadow(*, version_id: int, actor: Actor, now: datetime) -> None:
    """Ask the version about every payment, and only note what it says.

    The version of the rule that was in shadow is retired. Raises VersionNotFound and NotNow.
    """
    version = _locked(version_id, VersionState.SHADOW)
    before = versions.of_rule_locked(version.rule, VersionState.SHADOW)
    if before is not None:
        _retire(before, actor, now)
    version.state, version.shadow_since = VersionState.SHADOW, now
    versions.save(version, "state", "shadow_since")
    _record(version, "in_shadow", actor, now)


@needs("rules.write_rule")
@use_case
def request_live(
    *, version_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to let the version decide.

    Raises VersionNotFound, NotNow, NeverTried, and approvals.AlreadyRequested and -ReasonMissing.
    """
    version = _locked(version_id, VersionState.LIVE)
    if not versions.has_back_test(version):
        message = "This version was never tried on history."
        raise NeverTried(message)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"rule:{version.rule.code}",
            payload={
                "version_id": version.pk,
                "condition": version.condition,
                "outcome": version.outcome,
                "points": version.points,
            },
            reason=reason,
            parties=(version.author,),
        ),
        actor=actor,
        now=now,
    )


def execute_live(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Let the version decide in place of the one before, in the use case of who approves.

    Raises VersionNotFound and NotNow.
    """
    version = _locked(int(str(request.payload["version_id"])), VersionState.LIVE)
    before = versions.of_rule_locked(version.rule, VersionState.LIVE)
    if before is not None:
        _retire(before, actor, now)
    version.state, version.live_since = VersionState.LIVE, now
    version.approval_id = request.request_id
    versions.save(version, "state", "live_since", "approval_id")
    _record(version, "live", actor, now)
    return f"rule:{version.rule.code}/{version.number}"


@needs("rules.write_rule")
@use_case
def retire(*, version_id: int, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take a version out: one that stops payments by a slip must go at once, by one person.

    `reason` stays in the audit trail. Raises VersionNotFound and NotNow.
    """
    _retire(_locked(version_id, VersionState.RETIRED), actor, now, reason=reason)


def _retire(version: RuleVersion, actor: Actor, now: datetime, *, reason: str = "") -> None:
    version.state, version.retired_at = VersionState.RETIRED, now
    versions.save(version, "state", "retired_at")
    _record(version, "retired", actor, now, reason=reason)


def _locked(version_id: int, becomes: VersionState) -> RuleVersion:
    version = versions.get_locked(version_id)
    if version is None:
        message = "There is no such version of a rule."
        raise VersionNotFound(message)
    if becomes not in FOLLOWS[VersionState(version.state)]:
        message = f"The version is {version.state}, and does not become {becomes}."
        raise NotNow(message)
    return version


def _record(
    version: RuleVersion, what: str, actor: Actor, now: datetime, *, reason: str = ""
) -> None:
    audit.record(
        actor=actor,
        action=f"rules.version.{what}",
        subject=f"rule:{version.rule.code}/{version.number}",
        detail={"condition": version.condition, "outcome": version.outcome},
        reason=reason,
        at=now,
    )
