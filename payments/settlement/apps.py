"""What merchants and networks are owed, and whether all sides agree."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """What merchants and networks are owed, and whether all sides agree."""

    name = "payments.settlement"
    label = "settlement"
