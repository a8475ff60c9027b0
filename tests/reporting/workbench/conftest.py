"""A lake of its own for each test that asks the warehouse."""

from tests.reporting.dashboards.conftest import lake, load

__all__ = ["lake", "load"]
