"""Closing a business day: its steps in their order, each done once."""

from django.apps import AppConfig


class EndOfDayConfig(AppConfig):
    """Closing a business day: its steps in their order, each done once."""

    name = "bankcore.endofday"
    label = "endofday"
    verbose_name = "End of day"
