"""Customers and their accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Customers and their accounts."""

    name = "accounts"
    label = "accounts"
