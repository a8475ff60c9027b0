"""Security alerts: what the audit trail says that somebody should look at."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Security alerts: what the audit trail says that somebody should look at."""

    name = "bankcore.alerts"
    label = "alerts"
    verbose_name = "Security alerts"
