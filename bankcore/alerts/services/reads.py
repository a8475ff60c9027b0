"""Staff who look at far more customers than they usually do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bankcore.alerts.domain.reading import is_unusual
from bankcore.alerts.domain.rules import Severity
from bankcore.audit import public as audit

_RECENT: Final = timedelta(hours=1)
_PAST: Final = timedelta(days=30)


def unusual(*, now: datetime) -> tuple[str, Severity, str, list[audit.Counted]]:
    """Return kind, severity and sentence of the alert, and whom it is about."""
    readers = audit.readers(since=now - _PAST, recent=now - _RECENT)
    found = [
        reader
        for reader, before, hours in readers
        if is_unusual(reader.count, before=before, hours=hours)
    ]
    sentence = "{group} opened {count} customers in an hour, far more than they usually do."
    return "unusual_reading", Severity.HIGH, sentence, found
