"""Card networks: ISO 8583 over TCP, and clearing files."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """Card networks: ISO 8583 over TCP, and clearing files."""

    name = "payments.cards"
    label = "cards"
