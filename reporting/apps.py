"""Figures from all sources, read-only."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Figures from all sources, read-only."""

    name = "reporting"
    label = "reporting"
