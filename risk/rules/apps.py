"""Rules that analysts write, try and put to work without code."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """Rules that analysts write, try and put to work without code."""

    name = "risk.rules"
    label = "rules"
