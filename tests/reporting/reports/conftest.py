"""A lake of its own for each test of reports."""

from tests.reporting.warehouse.conftest import lake, load

__all__ = ["lake", "load"]
