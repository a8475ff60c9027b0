"""Dashboards: the bank's figures for people of the business, each with the rows behind it."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """The dashboards of the back office."""

    name = "reporting.dashboards"
    label = "dashboards"
    verbose_name = "Dashboards"
