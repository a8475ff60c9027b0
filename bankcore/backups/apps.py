"""Backups, and the way back."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups, and the way back."""

    name = "bankcore.backups"
    label = "backups"
