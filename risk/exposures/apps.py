"""How much the bank lends to whom, limits, and what secures it."""

from django.apps import AppConfig


class ExposuresConfig(AppConfig):
    """How much the bank lends to whom, limits, and what secures it."""

    name = "risk.exposures"
    label = "exposures"
