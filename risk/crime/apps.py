"""Money laundering: monitoring of movements, reports to the authorities, names of customers."""

from django.apps import AppConfig


class CrimeConfig(AppConfig):
    """Money laundering: monitoring of movements, reports to the authorities, names of customers."""

    name = "risk.crime"
    label = "crime"
