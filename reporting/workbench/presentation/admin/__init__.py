"""The SQL workbench in the back office."""

from reporting.workbench.presentation.admin import bench, runs

__all__ = ["bench", "runs"]
