"""Users and API clients."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Users and API clients."""

    name = "bankcore.identity"
    label = "identity"
