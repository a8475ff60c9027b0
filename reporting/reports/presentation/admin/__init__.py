"""Reports in the back office."""

from reporting.reports.presentation.admin import runs, schedules

__all__ = ["runs", "schedules"]
