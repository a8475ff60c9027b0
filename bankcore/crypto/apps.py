"""Keys kept in the database, wrapped."""

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """Data keys, subject keys and the progress of rotations."""

    name = "bankcore.crypto"
    label = "crypto"
    verbose_name = "Encryption"
    default_auto_field = "django.db.models.BigAutoField"
