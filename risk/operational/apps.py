"""Incidents and losses, assessments, indicators, continuity, actions, and capital for them."""

from django.apps import AppConfig


class OperationalConfig(AppConfig):
    """Incidents and losses, self-assessment, indicators, continuity, actions, and their capital."""

    name = "risk.operational"
    label = "operational"
