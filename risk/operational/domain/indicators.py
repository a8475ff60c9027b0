"""Key risk indicators: what is counted at each day's end, and when it is amber or red."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final


class Indicator(StrEnum):
    """What is counted; of every one, more is worse."""

    FAILED_PAYMENTS = "FAILED_PAYMENTS"
    BREAKS_OPEN = "BREAKS_OPEN"
    BREAKS_AGE = "BREAKS_AGE"
    DOWNTIME = "DOWNTIME"
    LATE_DAY_END = "LATE_DAY_END"
    FAILED_LOGINS = "FAILED_LOGINS"
    DEAD_WEBHOOKS = "DEAD_WEBHOOKS"
    CASES_OVERDUE = "CASES_OVERDUE"
    APPROVALS_OPEN = "APPROVALS_OPEN"
    ACTIONS_OVERDUE = "ACTIONS_OVERDUE"


class Colour(StrEnum):
    """Where a value stands. NONE: it is not known, or nobody has set a threshold."""

    NONE = "NONE"
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


WORDS: Final = {
    Indicator.FAILED_PAYMENTS: "payments refused, per cent",
    Indicator.BREAKS_OPEN: "reconciliation breaks open",
    Indicator.BREAKS_AGE: "age of the oldest break, days",
    Indicator.DOWNTIME: "minutes not ready to serve",
    Indicator.LATE_DAY_END: "minutes from midnight to the day's end",
    Indicator.FAILED_LOGINS: "failed log-ins",
    Indicator.DEAD_WEBHOOKS: "webhooks given up",
    Indicator.CASES_OVERDUE: "cases past their time",
    Indicator.APPROVALS_OPEN: "requests for a second person open",
    Indicator.ACTIONS_OVERDUE: "actions past their day",
}
_RANK: Final = {Colour.NONE: 0, Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}


def colour(value: Decimal | None, *, amber: Decimal, red: Decimal) -> Colour:
    """Return where a value stands: what equals a threshold has reached it."""
    if value is None:
        return Colour.NONE
    if value >= red:
        return Colour.RED
    return Colour.AMBER if value >= amber else Colour.GREEN


def is_worse(now: Colour, before: Colour) -> bool:
    """Return whether somebody should hear of it: amber after green, red after either."""
    return _RANK[now] > _RANK[before]
