"""Business days: when a bank is open. Plain Python, no tables."""

from bankcore.calendars.calendar import Calendar, Convention, UnknownCalendar

__all__ = ["Calendar", "Convention", "UnknownCalendar"]
