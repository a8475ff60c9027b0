"""The seal over the journal and the audit trail."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """The seal over the journal and the audit trail."""

    name = "bankcore.seals"
    label = "seals"
    verbose_name = "Seals"
