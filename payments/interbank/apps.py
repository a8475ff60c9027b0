"""Credit transfers and direct debits between banks: SEPA and ACH."""

from django.apps import AppConfig


class InterbankConfig(AppConfig):
    """Credit transfers and direct debits between banks: SEPA and ACH."""

    name = "payments.interbank"
    label = "interbank"
