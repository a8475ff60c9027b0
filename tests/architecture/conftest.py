"""What the tests of the bank's source share, and for how long."""

from collections.abc import Iterator

import pytest

from tests.architecture import source


@pytest.fixture(scope="package", autouse=True)
def _forget_trees() -> Iterator[None]:
    """Give back the memory of syntax trees, a million objects, after the last of these tests."""
    yield
    source.tree.cache_clear()
