"""The door of reports."""

from reporting.reports.services import catalogue, making
from reporting.reports.services.catalogue import ReportUnknown

make = making.make
report = catalogue.report

__all__ = ["ReportUnknown", "make", "report"]
