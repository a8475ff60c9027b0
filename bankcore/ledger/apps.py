"""The double-entry ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Chart of accounts, journal, balances, holds: knows no product."""

    name = "bankcore.ledger"
    label = "ledger"
