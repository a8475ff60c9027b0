"""When the audit trail is worth somebody's look: every rule on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How soon somebody should look: at once, today, this week, when there is time."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class GroupBy(StrEnum):
    """What entries have to share to be counted together."""

    ACTOR = "actor"
    SUBJECT = "subject"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`at_least` entries of these actions within `window`, alike in `group_by`, raise an alert.

    `sentence` says what has happened; {group} is what the entries share, {count} how many, and
    {detail[x]} what the newest of them tells of x.
    """

    kind: str
    severity: Severity
    actions: tuple[str, ...]
    group_by: GroupBy
    at_least: int
    window: timedelta
    sentence: str


_QUARTER: Final = timedelta(minutes=15)
_DAY: Final = timedelta(days=1)

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        kind="failed_logins_of_one_user",
        severity=Severity.MEDIUM,
        actions=("identity.login.failed",),
        group_by=GroupBy.SUBJECT,
        at_least=5,
        window=_QUARTER,
        sentence="{count} failed log-ins of {group} in a quarter of an hour.",
    ),
    Rule(
        kind="failed_logins_from_one_address",
        severity=Severity.HIGH,
        actions=("identity.login.failed",),
        group_by=GroupBy.ADDRESS,
        at_least=20,
        window=_QUARTER,
        sentence="{count} failed log-ins from {group} in a quarter of an hour.",
    ),
    Rule(
        kind="login_locked",
        severity=Severity.MEDIUM,
        actions=("identity.login.locked",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The log-in of {group} was locked after too many failures.",
    ),
    Rule(
        kind="foreign_objects_asked_for",
        severity=Severity.HIGH,
        actions=("security.object.denied",),
        group_by=GroupBy.ACTOR,
        at_least=5,
        window=_QUARTER,
        sentence="{group} asked {count} times for things that are not theirs.",
    ),
    Rule(
        kind="own_request",
        severity=Severity.HIGH,
        actions=("approvals.request.own_attempt",),
        group_by=GroupBy.ACTOR,
        at_least=1,
        window=_DAY,
        sentence="{group} tried to decide on a request of their own.",
    ),
    Rule(
        kind="seal_mismatch",
        severity=Severity.CRITICAL,
        actions=("audit.seal.mismatch",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The seal does not fit the books at {group}: somebody has changed a record.",
    ),
    Rule(
        kind="chargeback_exceeds_payment",
        severity=Severity.HIGH,
        actions=("gateway.dispute.exceeds_payment",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="More was taken back at {group} than was left of the payment: it is our loss.",
    ),
    Rule(
        kind="reversals_unacknowledged",
        severity=Severity.HIGH,
        actions=("cards.reversal.unacknowledged",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} leaves {count} reversals unacknowledged for over ten minutes: money of"
        " cardholders may be held there.",
    ),
    Rule(
        kind="market_limit_exceeded",
        severity=Severity.HIGH,
        actions=("market.limit.breached", "market.outlier.found"),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The bank's market risk is above {group}.",
    ),
    Rule(
        kind="report_due_soon",
        severity=Severity.MEDIUM,
        actions=("crime.report.due_soon",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The {group} must be with the authority within three days.",
    ),
    Rule(
        kind="report_late",
        severity=Severity.CRITICAL,
        actions=("crime.report.late",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The {group} is late: its last day is over.",
    ),
    Rule(
        kind="movements_without_rate",
        severity=Severity.HIGH,
        actions=("crime.rate.missing",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="Movements of {group} have no exchange rate: monitoring does not see them.",
    ),
    Rule(
        kind="credit_limit_exceeded",
        severity=Severity.HIGH,
        actions=("exposures.limit.breached",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The bank has lent more than {group} allows.",
    ),
    Rule(
        kind="collateral_lapsed",
        severity=Severity.MEDIUM,
        actions=("exposures.collateral.lapsed",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} covers its loans no more: it has ended, or its value is too old.",
    ),
    Rule(
        kind="case_overdue",
        severity=Severity.HIGH,
        actions=("cases.case.overdue",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} is past the time by which somebody was to decide it.",
    ),
    Rule(
        kind="key_risk_indicator",
        severity=Severity.HIGH,
        actions=("operational.indicator.breached",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="The key risk {group} is above its threshold.",
    ),
    Rule(
        kind="risk_work_overdue",
        severity=Severity.MEDIUM,
        actions=("operational.item.overdue",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="What was due about {group} has not been done.",
    ),
    Rule(
        kind="report_failed",
        severity=Severity.HIGH,
        actions=("reports.run.failed",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} could not be made: its run says why.",
    ),
    Rule(
        kind="report_does_not_tie",
        severity=Severity.HIGH,
        actions=("reports.run.untied",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} does not tie to the ledger.",
    ),
    Rule(
        kind="model_drift",
        severity=Severity.MEDIUM,
        actions=("scoring.model.drifted",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="Payments are far from those that {group} was trained on.",
    ),
    Rule(
        kind="event_given_up",
        severity=Severity.HIGH,
        actions=("outbox.event.given_up",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{count} events were given up on, which {group} could not handle.",
    ),
    Rule(
        kind="log_reader_behind",
        severity=Severity.HIGH,
        actions=("monitoring.log_reader.behind",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} is {detail[state]} and has not received {detail[kept]} of the database's"
        " log, which is kept for it and fills the disk. Start it, or give it up:"
        ' docs/operations/faults.md, "A reader of the log is away".',
    ),
    Rule(
        kind="log_reader_lost",
        severity=Severity.CRITICAL,
        actions=("monitoring.log_reader.lost",),
        group_by=GroupBy.SUBJECT,
        at_least=1,
        window=_DAY,
        sentence="{group} was away for too long: log that it lacks is removed, and it receives"
        " nothing until it is begun anew (the archive: manage.py run_archive --anew):"
        ' docs/operations/faults.md, "A reader of the log is away".',
    ),
)
