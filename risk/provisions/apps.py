"""Expected credit loss, exposure and collateral, from the bank's own books."""

from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    """Expected credit loss, exposure and collateral, from the bank's own books."""

    name = "risk.provisions"
    label = "provisions"
