"""Money laundering in the back office: compliance's and the auditor's alone."""

from risk.crime.presentation.admin import monitoring, names, reports

__all__ = ["monitoring", "names", "reports"]
