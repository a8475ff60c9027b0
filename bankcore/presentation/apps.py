"""What every web page and API shares; no tables."""

from django.apps import AppConfig


class PresentationConfig(AppConfig):
    """What every web page and API shares; no tables."""

    name = "bankcore.presentation"
    label = "presentation"
