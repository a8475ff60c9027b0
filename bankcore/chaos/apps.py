"""Faults on purpose."""

from django.apps import AppConfig


class ChaosConfig(AppConfig):
    """Faults on purpose."""

    name = "bankcore.chaos"
    label = "chaos"
