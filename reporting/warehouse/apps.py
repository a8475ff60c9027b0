"""The data warehouse: everything that happened, once, queryable for ever."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """The data warehouse: everything that happened, once, queryable for ever."""

    name = "reporting.warehouse"
    label = "warehouse"
