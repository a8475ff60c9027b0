"""The app of four-eyes requests."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Four-eyes requests."""

    name = "bankcore.approvals"
    label = "approvals"
