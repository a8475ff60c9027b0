"""Cards that the bank issues to its customers, and its answers to what is bought with them."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    """Cards that the bank issues to its customers, and its answers to what is bought with them."""

    name = "payments.issuing"
    label = "issuing"
    verbose_name = "Cards of customers"
