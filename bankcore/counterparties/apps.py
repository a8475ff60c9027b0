"""Programs that play the bank's counterparties."""

from django.apps import AppConfig


class CounterpartiesConfig(AppConfig):
    """Programs that play the bank's counterparties; no tables."""

    name = "bankcore.counterparties"
    label = "counterparties"
