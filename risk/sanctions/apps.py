"""Sanctions lists, and the names that are near theirs."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    """Sanctions lists, and the names that are near theirs."""

    name = "risk.sanctions"
    label = "sanctions"
