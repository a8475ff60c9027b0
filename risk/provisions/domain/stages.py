"""In which stage a credit is, and why: IFRS 9, 5.5.3 to 5.5.11, B5.5.15 to B5.5.37.

Stage 1 provides for defaults within twelve months. Stage 2, where risk has risen significantly
since the beginning, and stage 3, in default, provide for the whole life. Default ends after
so many days without any of its causes, more of them where the customer was given other terms; the
way to stage 1 leads through stage 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from risk.provisions.domain.parameters import Staging


class Stage(IntEnum):
    """The three stages."""

    TWELVE_MONTHS = 1
    LIFETIME = 2
    IMPAIRED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Where the credit was when it was last measured; `clear_since`: no cause of it since then."""

    stage: Stage
    clear_since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for a stage, on a day.

    `pd` and `initial_pd` are of twelve months, now and at the beginning: B5.5.13 lets them stand
    for the life where nothing says that they mislead. `defaulted_with` is that the same company is
    in default on another credit.
    """

    day: date
    days_past_due: int
    pd: Decimal
    initial_pd: Decimal
    is_watched: bool
    is_unlikely_to_pay: bool
    restructured_on: date | None
    defaulted_with: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """The stage with its reasons, in words."""

    stage: Stage
    reasons: tuple[str, ...]
    clear_since: date | None


def default_reasons(signs: Signs, rules: Staging) -> list[str]:
    """Return why the credit is in default, of itself."""
    found = []
    if signs.days_past_due >= rules.default_days:
        found.append(f"{signs.days_past_due} days past due, default is {rules.default_days}")
    if signs.is_unlikely_to_pay:
        found.append("the customer is unlikely to pay")
    return found


def significant_reasons(signs: Signs, rules: Staging) -> list[str]:
    """Return why the risk has risen significantly since the beginning."""
    found = []
    if signs.days_past_due > rules.significant_days:
        found.append(f"{signs.days_past_due} days past due, more than {rules.significant_days}")
    if _has_risen(signs, rules):
        found.append(
            f"probability of default {_percent(signs.pd)}, at the beginning"
            f" {_percent(signs.initial_pd)}"
        )
    if signs.is_watched:
        found.append("on the watch list")
    if _is_forborne(signs, rules.forbearance_days):
        found.append(f"given other terms on {signs.restructured_on}")
    return found


def stage_of(signs: Signs, before: Before | None, rules: Staging) -> Staged:
    """Return the stage; a credit without `before` has nothing to recover from."""
    causes = default_reasons(signs, rules)
    if signs.defaulted_with:
        causes.append("the company is in default on another credit")
    if causes:
        return Staged(stage=Stage.IMPAIRED, reasons=tuple(causes), clear_since=None)
    if before is not None and before.stage is Stage.IMPAIRED:
        return _after_default(signs, before, rules)
    return _before_default(signs, before, rules)


def _after_default(signs: Signs, before: Before, rules: Staging) -> Staged:
    since = before.clear_since or signs.day
    forborne = signs.restructured_on is not None
    wanted = rules.forborne_cure_days if forborne else rules.cure_days
    # Days without cause count only while nothing is past due.
    if signs.days_past_due:
        since = signs.day
    if (signs.day - since).days < wanted:
        return Staged(
            stage=Stage.IMPAIRED,
            reasons=(
                f"in default before; without a cause since {since}, cured after {wanted} days",
            ),
            clear_since=since,
        )
    healed = Before(stage=Stage.LIFETIME, clear_since=None)
    return _before_default(signs, healed, rules)


def _before_default(signs: Signs, before: Before | None, rules: Staging) -> Staged:
    causes = significant_reasons(signs, rules)
    if causes:
        return Staged(stage=Stage.LIFETIME, reasons=tuple(causes), clear_since=None)
    if before is not None and before.stage is Stage.LIFETIME:
        since = before.clear_since or signs.day
        if (signs.day - since).days < rules.probation_days:
            words = f"in stage 2 before; without a cause since {since}"
            reason = f"{words}, well after {rules.probation_days} days"
            return Staged(stage=Stage.LIFETIME, reasons=(reason,), clear_since=since)
    return Staged(
        stage=Stage.TWELVE_MONTHS,
        reasons=("no significant rise of risk since the beginning",),
        clear_since=None,
    )


def _has_risen(signs: Signs, rules: Staging) -> bool:
    return (
        signs.pd >= signs.initial_pd * rules.times and signs.pd - signs.initial_pd >= rules.points
    )


def _is_forborne(signs: Signs, days: int) -> bool:
    return signs.restructured_on is not None and signs.day < signs.restructured_on + timedelta(
        days=days
    )


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f} %"
