"""Models that give a payment's probability of fraud, and their registry."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Models that give a payment's probability of fraud, and their registry."""

    name = "risk.scoring"
    label = "scoring"
