"""Trying a version of a rule on payments of the past, before it goes to work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.rules.domain.conditions import Payment, read_condition
from risk.rules.models import BackTest
from risk.rules.repositories import versions
from risk.rules.services import books
from risk.rules.services.versions import VersionNotFound
from risk.terms.verdicts import Verdict

_EXAMPLES: Final = 20
_LONGEST: Final = timedelta(days=366)


class WrongDays(BankError):
    """A back-test ends after it begins, and covers a year at most."""

    code = "back_test_days"
    cure = "Give a first and a last day, a year apart at most."


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPayment:
    """A payment as it was screened, what was decided, and whether it turned out to be fraud."""

    reference: str
    at: datetime
    fields: Mapping[str, Any]
    outcome: Verdict
    is_fraud: bool


@dataclass(slots=True, kw_only=True)
class TrialReport:
    """What a version would have done: `caught` are hits that were frauds, false alarms the rest.

    `already_stopped` are hits that were held or declined anyway. `examples` are references.
    """

    payments: int = 0
    frauds: int = 0
    hits: int = 0
    caught: int = 0
    already_stopped: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def false_alarms(self) -> int:
        """Return how many hits were no fraud."""
        return self.hits - self.caught


@needs("rules.write_rule")
@use_case
def run(
    *,
    version_id: int,
    first_day: date,
    last_day: date,
    actor: Actor,
    now: datetime,
) -> TrialReport:
    """Try a version on every payment of some days and keep the report.

    Raises VersionNotFound, and WrongDays for an end before the beginning or more than a year.

    A name that a payment of that time has no value for counts as 0, or as an empty text.
    """
    version = versions.get_locked(version_id)
    if not timedelta() <= last_day - first_day <= _LONGEST:
        message = "A back-test is over one day to a year."
        raise WrongDays(message, field="first_day")
    if version is None:
        message = "There is no such version of a rule."
        raise VersionNotFound(message)
    condition = read_condition(version.condition)
    history = import_string(settings.RISK_HISTORY)
    lists = books.standing(now=now).lists
    report = TrialReport()
    for past in history(first_day=first_day, last_day=last_day):
        report.payments += 1
        report.frauds += past.is_fraud
        if condition.holds(Payment(values=past.fields, lists=lists, now=past.at)):
            _count(report, past)
    versions.add_back_test(
        BackTest(
            version=version,
            first_day=first_day,
            last_day=last_day,
            payments=report.payments,
            frauds=report.frauds,
            hits=report.hits,
            caught=report.caught,
            already_stopped=report.already_stopped,
            examples=report.examples,
            made_by=str(actor),
            made_at=now,
        )
    )
    audit.record(
        actor=actor,
        action="rules.version.tried",
        subject=f"rule:{version.rule.code}/{version.number}",
        detail={"payments": report.payments, "hits": report.hits, "caught": report.caught},
        at=now,
    )
    return report


def _count(report: TrialReport, past: PastPayment) -> None:
    report.hits += 1
    report.caught += past.is_fraud
    report.already_stopped += past.outcome in (Verdict.REVIEW, Verdict.DECLINE)
    if len(report.examples) < _EXAMPLES:
        report.examples.append(past.reference)
