"""Movements of money."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Movements of money."""

    name = "payments"
    label = "payments"
