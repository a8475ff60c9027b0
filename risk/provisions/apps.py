"""Expected credit losses: stages, provisions, and what they move in the books."""

from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    """Expected credit losses: stages, provisions, and what they move in the books."""

    name = "risk.provisions"
    label = "provisions"
