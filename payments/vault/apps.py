"""Card numbers, and nothing else: in by one door, out to the wire alone."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Card numbers, and nothing else: in by one door, out to the wire alone."""

    name = "payments.vault"
    label = "vault"
