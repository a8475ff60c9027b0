"""Other processors that the gateway sends payments through, over HTTPS."""

from django.apps import AppConfig


class ProcessorsConfig(AppConfig):
    """Other processors that the gateway sends payments through, over HTTPS."""

    name = "payments.processors"
    label = "processors"
