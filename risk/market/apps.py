"""Positions, curves, value at risk and interest-rate risk of the banking book."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    """Positions, curves, value at risk and interest-rate risk of the banking book."""

    name = "risk.market"
    label = "market"
