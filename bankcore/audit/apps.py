"""Who did what, when: append-only."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string


class AuditConfig(AppConfig):
    """Who did what, when: append-only."""

    name = "bankcore.audit"
    label = "audit"

    def ready(self) -> None:
        """Log the changes of the models that settings.AUDITED_MODELS names."""
        from bankcore.audit.services import changes  # noqa: PLC0415 - needs every model loaded

        changes.register(import_string(settings.AUDITED_MODELS))
