"""Payments of merchants: intents, their operations, and what they book."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """Payments of merchants: intents, their operations, and what they book."""

    name = "payments.gateway"
    label = "gateway"
