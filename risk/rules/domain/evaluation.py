"""Asking the rules about one payment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from risk.rules.domain.conditions import Condition, Payment
from risk.terms.verdicts import Finding, Verdict

POINTS: Final = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRule:
    """A version that is at work, live or in shadow, ready to be asked.

    `snoozed` holds payers whom it leaves alone, and until when.
    """

    code: str
    number: int
    condition: Condition
    verdict: Verdict
    points: int
    reason: str
    is_live: bool
    most_per_hour: int | None
    snoozed: Mapping[str, datetime]
    version_id: int = 0

    @property
    def is_limited(self) -> bool:
        """Whether it stops payments, and only so many in an hour."""
        return self.most_per_hour is not None and self.verdict is not Verdict.APPROVE

    def finding(self) -> Finding:
        """Return what it has to say when it hits."""
        return Finding(rule=self.code, reason=self.reason, verdict=self.verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Every rule at work and every list, as they stand; `edition` tells one state from another.

    The rules are in the order in which they are asked: see `in_order`.
    """

    edition: int
    rules: tuple[StandingRule, ...]
    lists: Mapping[str, Mapping[str, datetime | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the live rules find, what those in shadow would, and the points of the live ones.

    `limited` are rules that stop this payment and may stop only so many in an hour, `muted` those
    that have stopped as many already: their findings only flag.
    """

    findings: tuple[Finding, ...]
    shadow: tuple[Finding, ...]
    points: int
    edition: int
    limited: tuple[StandingRule, ...] = ()
    muted: tuple[str, ...] = ()

    def mute(self, full: frozenset[int]) -> Evaluation:
        """Return it with the rules of these versions only flagging."""
        muted = frozenset(each.code for each in self.limited if each.version_id in full)
        return replace(
            self,
            findings=tuple(
                replace(each, verdict=Verdict.APPROVE) if each.rule in muted else each
                for each in self.findings
            ),
            limited=tuple(each for each in self.limited if each.code not in muted),
            muted=tuple(sorted(muted)),
        )


def evaluate(book: RuleBook, *, values: Mapping[str, Any], payer: str, now: datetime) -> Evaluation:
    """Ask every rule of the book, in its order.

    A live rule that hits adds its points and its finding; one in shadow adds neither.
    """
    findings: list[Finding] = []
    shadow: list[Finding] = []
    limited: list[StandingRule] = []
    points = 0
    for rule in book.rules:
        asked = Payment(values={**values, POINTS: points}, lists=book.lists, now=now)
        if _is_snoozed(rule, payer, now) or not rule.condition.holds(asked):
            continue
        if rule.is_live:
            findings.append(rule.finding())
            points += rule.points
            limited += [rule] * rule.is_limited
        else:
            shadow.append(rule.finding())
    return Evaluation(
        findings=tuple(findings),
        shadow=tuple(shadow),
        points=points,
        edition=book.edition,
        limited=tuple(limited),
    )


def in_order(rules: Iterable[StandingRule]) -> tuple[StandingRule, ...]:
    """Return rules as they are asked: those that look at `points` come after the others."""
    return tuple(sorted(rules, key=lambda rule: (POINTS in rule.condition.fields, rule.code)))


def _is_snoozed(rule: StandingRule, payer: str, now: datetime) -> bool:
    until = rule.snoozed.get(payer)
    return until is not None and until > now
