"""Incidents, losses, controls, key risk indicators and continuity plans."""

from django.apps import AppConfig


class OperationalConfig(AppConfig):
    """Incidents, losses, controls, key risk indicators and continuity plans."""

    name = "risk.operational"
    label = "operational"
