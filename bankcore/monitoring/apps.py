"""How the bank is doing, for those who run it."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """How the bank is doing, for those who run it."""

    name = "bankcore.monitoring"
    label = "monitoring"
    verbose_name = "Monitoring"
