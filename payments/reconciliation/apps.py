"""Whether our books, the networks' files and the bank statement say the same."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Whether our books, the networks' files and the bank statement say the same."""

    name = "payments.reconciliation"
    label = "reconciliation"
