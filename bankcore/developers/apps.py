"""What those who write programs against the bank need: pages, requests, tools."""

from django.apps import AppConfig


class DevelopersConfig(AppConfig):
    """What those who write programs against the bank need: pages, requests, tools."""

    name = "bankcore.developers"
    label = "developers"
    verbose_name = "Developers"
