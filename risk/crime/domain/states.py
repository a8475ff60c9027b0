"""How far reports, runs and names that were found have come, and by when reports are due."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

# 31 CFR 1010.306(a)(1) for cash; 31 CFR 1020.320(b)(3) for suspicions: calendar days.
CASH_DAYS: Final = 15
SUSPICION_DAYS: Final = 30
WARNED_BEFORE: Final = timedelta(days=3)


class Direction(StrEnum):
    """Cash that came in, or went out."""

    IN = "IN"
    OUT = "OUT"


class ReportState(StrEnum):
    """A report is due until it is in a file; the authority's acknowledgement ends it."""

    DUE = "DUE"
    FILED = "FILED"
    ACKNOWLEDGED = "ACKNOWLEDGED"


class Form(StrEnum):
    """FinCEN's forms, as its files name them."""

    CASH = "CTRX"
    SUSPICION = "SARX"


class RunState(StrEnum):
    """A run over all customers; one that a newer list has overtaken is not gone on with."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    OVERTAKEN = "OVERTAKEN"


class NameState(StrEnum):
    """What was made of a name near a list's."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    CLEARED = "CLEARED"


class Reminded(StrEnum):
    """Whether somebody was told that a report is due soon, and that it is late."""

    NOT = "NOT"
    SOON = "SOON"
    LATE = "LATE"


def cash_due(day: date) -> date:
    """Return the last day for a report of a day's cash."""
    return day + timedelta(days=CASH_DAYS)


def suspicion_due(found_on: date) -> date:
    """Return the last day for a report of what was first found on this day."""
    return found_on + timedelta(days=SUSPICION_DAYS)
