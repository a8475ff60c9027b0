"""Events, written with the change they tell of."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events, written with the change they tell of."""

    name = "bankcore.outbox"
    label = "outbox"
