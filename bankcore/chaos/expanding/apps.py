"""A change of the busiest table, made and undone while the bank serves."""

from django.apps import AppConfig


class ExpandingConfig(AppConfig):
    """Migrations of a trial: they are no part of a bank, and installed by its settings alone."""

    name = "bankcore.chaos.expanding"
    label = "chaos_expanding"
