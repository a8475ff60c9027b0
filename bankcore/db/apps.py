"""The database's roles, made before any table."""

from django.apps import AppConfig


class DbConfig(AppConfig):
    """Holds the migration that makes the roles; it has no tables of its own."""

    name = "bankcore.db"
    label = "db"
