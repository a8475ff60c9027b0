"""The demo bank."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo bank."""

    name = "bankcore.demo"
    label = "demo"
