"""Scorecards, and the decision about an application for credit."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """Scorecards, and the decision about an application for credit."""

    name = "risk.credit"
    label = "credit"
