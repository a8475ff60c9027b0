"""What integrators are told, and every try to tell them."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """What integrators are told, and every try to tell them."""

    name = "payments.webhooks"
    label = "webhooks"
