"""The door of alerts."""

from bankcore.alerts.services import inbox, raising, telling
from bankcore.alerts.services.inbox import (
    AlertAboutYourself,
    AlertClosed,
    AlertNotFound,
    FindingMissing,
)

raise_due = raising.raise_due  # a use case of its own
take = inbox.take
close = inbox.close
clear = inbox.clear  # in the caller's use case
open_about = inbox.open_about
open_by_severity = inbox.open_by_severity
tell = telling.tell

__all__ = [
    "AlertAboutYourself",
    "AlertClosed",
    "AlertNotFound",
    "FindingMissing",
    "clear",
    "close",
    "open_about",
    "open_by_severity",
    "raise_due",
    "take",
    "tell",
]
