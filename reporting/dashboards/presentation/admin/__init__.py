"""Dashboards in the back office."""

from reporting.dashboards.presentation.admin import boards, subscriptions

__all__ = ["boards", "subscriptions"]
