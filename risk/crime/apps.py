"""Money laundering: scenarios, re-screening of customers, reports to the authorities."""

from django.apps import AppConfig


class CrimeConfig(AppConfig):
    """Money laundering: scenarios, re-screening of customers, reports to the authorities."""

    name = "risk.crime"
    label = "crime"
