"""On which days mails are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

HOUR: Final = 6
"""From when on a day's mails go out, UTC: the night's work is done, and people begin."""

DAYS_TRIED: Final = 2
"""For how many days a mail is tried; after that its figures are no news."""


def mail_day(now: datetime) -> date:
    """Return the day whose mails may go out by now."""
    return now.date() if now.hour >= HOUR else now.date() - timedelta(days=1)


def due(rhythm: str, day: date) -> date:
    """Return the latest day up to this one on which a subscription is due (Subscription.Rhythm)."""
    if rhythm == "WEEKLY":
        return day - timedelta(days=day.weekday())
    if rhythm == "MONTHLY":
        return day.replace(day=1)
    return day
