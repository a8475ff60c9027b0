"""Whom customers pay: their saved payees, and whether a name is that of an account's holder."""

from django.apps import AppConfig


class PayeesConfig(AppConfig):
    """Whom customers pay: their saved payees, and whether a name is that of an account's holder."""

    name = "payments.payees"
    label = "payees"
