"""A lake of its own for each test that looks at figures."""

from tests.reporting.warehouse.conftest import lake, load

__all__ = ["lake", "load"]
