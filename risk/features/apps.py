"""What a payment's payer, card, device, address, terminal and payee did before."""

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    """What a payment's payer, card, device, address, terminal and payee did before."""

    name = "risk.features"
    label = "features"
