"""Alerts gathered into cases, and what people decide about them."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Alerts gathered into cases, and what people decide about them."""

    name = "risk.cases"
    label = "cases"
