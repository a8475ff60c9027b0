"""Who did what, when: append-only."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, when: append-only."""

    name = "bankcore.audit"
    label = "audit"
