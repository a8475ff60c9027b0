"""Judgement on payments."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    """Judgement on payments."""

    name = "risk"
    label = "risk"
