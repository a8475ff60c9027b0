"""Reports: the bank's books, risks and duties as documents that tie to the ledger."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The reports of the bank."""

    name = "reporting.reports"
    label = "reports"
    verbose_name = "Reports"
