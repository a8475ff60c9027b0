"""The workbench: questions in SQL that analysts ask of the warehouse."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """The SQL workbench of the back office."""

    name = "reporting.workbench"
    label = "workbench"
    verbose_name = "SQL workbench"
